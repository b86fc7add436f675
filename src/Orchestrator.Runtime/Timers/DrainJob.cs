using Hangfire;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Timers;

/// <summary>
/// What Hangfire runs when a ring comes. It carries no timer and decides nothing: the drain takes whatever is due
/// by the database's clock.
/// </summary>
public sealed class DrainJob(Database db, Turn turn, BusinessClock clock)
{
    /// <summary>Hangfire counts whole seconds and may be one early. A longer wait is another clock's.</summary>
    private static readonly TimeSpan MostEarly = TimeSpan.FromSeconds(3);

    /// <summary>Never tried again by Hangfire: the sweep comes anyway.</summary>
    [AutomaticRetry(Attempts = 0)]
    public async Task Run(DateTimeOffset due, CancellationToken stop)
    {
        var early = due - clock.GetUtcNow();
        if (early > TimeSpan.Zero && early < MostEarly)
            await Task.Delay(early, stop);
        await Heartbeat.Beat(db, stop);
        await turn.Drain(stop);
    }
}
