using System.Collections.Concurrent;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.Logging;
using Orchestrator.Runtime.Clocks;

namespace Orchestrator.Runtime.Timers;

/// <summary>
/// Rings through Hangfire, so that whichever server is free drains. Rings further away than the horizon are left to
/// the sweep, which looks that far ahead every time.
/// </summary>
public sealed partial class HangfireRing(IBackgroundJobClient jobs, BusinessClock clock, ILogger<HangfireRing> log)
    : IRing
{
    /// <summary>How far ahead a ring is asked for.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<DateTimeOffset, bool> asked = new();
    private int ringing;

    public void At(DateTimeOffset due)
    {
        var now = clock.GetUtcNow();
        if (due > now + Horizon || !asked.TryAdd(due, true))
            return;
        foreach (var past in asked.Keys.Where(known => known < now - Horizon))
            asked.TryRemove(past, out _);
        var delay = due > now ? due - now : TimeSpan.Zero;
        Ask(due, new ScheduledState(delay), () => { });
    }

    public void Now()
    {
        // One is enough for all that committed before it starts.
        if (Interlocked.Exchange(ref ringing, 1) == 1)
            return;
        Ask(clock.GetUtcNow(), new EnqueuedState(), () => Interlocked.Exchange(ref ringing, 0));
    }

    /// <summary>Aside, because the caller has just committed somebody's answer and must not wait for us.</summary>
    private void Ask(DateTimeOffset due, IState state, Action first) => ThreadPool.QueueUserWorkItem(_ =>
    {
        first();
        try
        {
            jobs.Create(Job.FromExpression<DrainJob>(job => job.Run(due, CancellationToken.None)), state);
        }
        catch (BackgroundJobClientException failure)
        {
            Lost(log, due, failure);
        }
    });

    [LoggerMessage(1101, LogLevel.Warning, "The ring for {Due} was lost; the sweep finds what is due")]
    private static partial void Lost(ILogger log, DateTimeOffset due, Exception failure);
}
