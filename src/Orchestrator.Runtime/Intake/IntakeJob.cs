using Hangfire;

namespace Orchestrator.Runtime.Intake;

/// <summary>Reads the mailbox every minute on whichever server is free.</summary>
public sealed class IntakeJob(IntakeRun intake)
{
    public const string Cron = "* * * * *";

    /// <summary>Never tried again by Hangfire: the next one comes anyway.</summary>
    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => intake.Run(stop);
}
