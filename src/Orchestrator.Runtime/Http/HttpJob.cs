using Hangfire;

namespace Orchestrator.Runtime.Http;

/// <summary>Runs every few seconds on whichever server is free and sends what is due.</summary>
public sealed class HttpJob(HttpSender sender)
{
    /// <summary>Hangfire's cron with seconds: every five.</summary>
    public const string Cron = "*/5 * * * * *";

    /// <summary>Never tried again by Hangfire: the next one comes anyway.</summary>
    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => sender.RunUnlessBusy(stop);
}
