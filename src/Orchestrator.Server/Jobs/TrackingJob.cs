using Hangfire;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Server.Jobs;

/// <summary>
/// Asks every five minutes whether the tracking reports of the last month are to be asked for, or late ones urged, by
/// the business clock: a server that was down that morning does it when it is back.
/// </summary>
public sealed class TrackingJob(OpenTracking opening, TrackingReminders reminders, BusinessClock clock) : IDueWork
{
    public const string Cron = "*/5 * * * *";

    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => RunDue(stop);

    /// <summary>Most mornings bring nothing of it.</summary>
    public bool IsRoutine => true;

    public async Task<DateTimeOffset?> NextAfter(DateTimeOffset now, CancellationToken stop) =>
        await opening.NextAfter(now, stop);

    public async Task<int> RunDue(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return await opening.Run(now, stop) + await reminders.Run(now, stop);
    }
}
