using Hangfire;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// Runs every few seconds on whichever server is free and hands over what is due. A mail waits for no ring: whoever
/// queued it has committed, and that is all its sender needs.
/// </summary>
public sealed class MailJob(MailHandOver handOver)
{
    /// <summary>Hangfire's cron with seconds: every five.</summary>
    public const string Cron = "*/5 * * * * *";

    /// <summary>Never tried again by Hangfire: the next one comes anyway.</summary>
    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => handOver.RunDue(stop);
}
