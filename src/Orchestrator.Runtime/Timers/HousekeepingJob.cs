using Hangfire;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Timers;

/// <summary>
/// Once a day on whichever server is free: makes the journal's months ahead, forgets kept events that nobody can hear
/// any more, and drops the scratch databases of servers that died.
/// </summary>
public sealed class HousekeepingJob(Database db, ScratchDatabases scratch)
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
        await scratch.DropOrphans(stop);
    }
}
