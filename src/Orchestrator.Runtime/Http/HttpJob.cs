using Hangfire;

namespace Orchestrator.Runtime.Http;

/// <summary>Runs every few seconds on whichever server is free and sends what is due.</summary>
public sealed class HttpJob(HttpSender sender)
{
    /// <summary>Hangfire's cron with seconds: every five.</summary>
    public const string Cron = "*/5 * * * * *";

    /// <summary>
    /// A call may take as long as the settings allow: it has a worker of its own, so that timers and mails never wait
    /// for another system.
    /// </summary>
    public const string Queue = "calls";

    /// <summary>Never tried again by Hangfire: the next one comes anyway.</summary>
    [AutomaticRetry(Attempts = 0)]
    [Queue(Queue)]
    public Task Run(CancellationToken stop) => sender.RunUnlessBusy(stop);
}
