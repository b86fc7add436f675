using Hangfire;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Timers;

/// <summary>
/// Runs every few seconds on whichever server is free: finds what lost its ring, and asks for the rings of the next
/// minutes.
/// </summary>
public sealed class SweepJob(Database db, Turn turn, IRing ring)
{
    /// <summary>Hangfire's cron with seconds: every ten.</summary>
    public const string Cron = "*/10 * * * * *";

    [AutomaticRetry(Attempts = 0)]
    public async Task Run(CancellationToken stop)
    {
        await Heartbeat.Beat(db, stop);
        await turn.Drain(stop);
        foreach (var second in await Upcoming(stop))
            ring.At(second);
    }

    private Task<IReadOnlyList<DateTimeOffset>> Upcoming(CancellationToken stop) => db.InTransaction(tx => tx.Query($"""
        SELECT DISTINCT date_trunc('second', due_at + interval '999999 microseconds')
        FROM (SELECT due_at FROM orchestrator.timer UNION ALL SELECT due_at FROM orchestrator.trigger) AS planned
        WHERE due_at <= orchestrator.business_now() + {HangfireRing.Horizon}
        """, row => row.GetFieldValue<DateTimeOffset>(0), stop), stop);
}
