using Hangfire;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Timers;

/// <summary>
/// Once a day on whichever server is free: makes the journal's months ahead, and forgets kept events that nobody can
/// hear any more.
/// </summary>
public sealed class HousekeepingJob(Database db)
{
    /// <summary>Before the working day. A day that was missed is made up for by the next.</summary>
    public const string Cron = "20 3 * * *";

    [AutomaticRetry(Attempts = 0)]
    public async Task Run(CancellationToken stop)
    {
        await JournalMonths.Make(db, stop);
        int forgotten;
        do
            forgotten = await db.InTransaction(tx => EventRoom.Forget(tx, stop), stop);
        while (forgotten == EventRoom.MostForgotten);
    }
}
