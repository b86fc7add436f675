using Hangfire;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Timers;

/// <summary>
/// Goes on with migrations that were begun, on whichever server is free, batch after batch: who asked need not wait,
/// and a server that died is followed by another.
/// </summary>
public sealed class MigrationJob(Migrations migrations)
{
    /// <summary>Hangfire's cron with seconds: every ten.</summary>
    public const string Cron = "*/10 * * * * *";

    /// <summary>Never tried again by Hangfire: the next one comes anyway.</summary>
    [AutomaticRetry(Attempts = 0)]
    public async Task Run(CancellationToken stop)
    {
        while (await migrations.RunBatch(stop))
            stop.ThrowIfCancellationRequested();
    }
}
