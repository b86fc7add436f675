using System.Globalization;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Schedules;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// What starts instances of a definition by itself: an activity that is marked so, and what hits it. It is known when
/// the definition is published, so everything in it is written and nothing computed.
/// </summary>
public abstract record Trigger
{
    /// <summary>The shortest and the longest that a timer may be. A ring counts whole seconds.</summary>
    internal static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan LongestInterval = TimeSpan.FromDays(3_650);

    private Trigger(ActivityId activity) => Activity = activity;

    public ActivityId Activity { get; }

    /// <summary>What must match, or what is asked of the clock, as a person reads it: unique per activity.</summary>
    public abstract string Key { get; }

    /// <summary>
    /// The next instant at which time hits it. What was missed meanwhile is not made up for: one start follows,
    /// however many instants went by.
    /// </summary>
    /// <param name="last">When it was due last; null where it has just been published.</param>
    /// <param name="now">Later than the answer, except for what has never been due.</param>
    /// <returns>Null where time does not hit it (any more).</returns>
    public virtual DateTimeOffset? Next(DateTimeOffset? last, DateTimeOffset now) => null;

    /// <summary>A raised event of this name, whatever its correlation: the instance takes it over.</summary>
    public sealed record Event(ActivityId Activity, string Name) : Trigger(Activity)
    {
        public override string Key => Name;
    }

    /// <summary>Every so often, for the first time one interval after the publication.</summary>
    public sealed record Timer(ActivityId Activity, TimeSpan Interval) : Trigger(Activity)
    {
        public override string Key => Interval.ToString("c", CultureInfo.InvariantCulture);

        public override DateTimeOffset? Next(DateTimeOffset? last, DateTimeOffset now) => last is { } due && due <= now
            ? due + (Interval * (((now - due).Ticks / Interval.Ticks) + 1))
            : (last ?? now) + Interval;
    }

    /// <summary>Once. An instant that was past when it was published is due at once.</summary>
    public sealed record StartAt(ActivityId Activity, DateTimeOffset Instant) : Trigger(Activity)
    {
        public override string Key => Instant.ToString("u", CultureInfo.InvariantCulture);

        public override DateTimeOffset? Next(DateTimeOffset? last, DateTimeOffset now) => last is null ? Instant : null;
    }

    /// <summary>At the times of a pattern, by the clocks of a zone.</summary>
    public sealed record Cron(ActivityId Activity, CronSchedule Schedule, TimeZoneInfo Zone) : Trigger(Activity)
    {
        public override string Key => $"{Schedule} {Zone.Id}";

        public override DateTimeOffset? Next(DateTimeOffset? last, DateTimeOffset now) => Schedule.Next(now, Zone);
    }

    /// <summary>A request of another system.</summary>
    public sealed record Http(ActivityId Activity, EndpointRoute Route) : Trigger(Activity)
    {
        public override string Key => Route.Key;
    }

    /// <summary>Null for an activity that nothing can hit: of another type, or without what hits it.</summary>
    internal static Trigger? Of(ActivityNode node, string timeZone) => node.Type switch
    {
        "Elsa.Event" when Written(node, "eventName") is { Length: > 0 } name => new Event(node.Id, name),
        "Elsa.Timer" when IntervalOf(node) is { } interval => new Timer(node.Id, interval),
        "Elsa.StartAt" when InstantOf(node) is { } instant => new StartAt(node.Id, instant),
        "Elsa.Cron" when CronSchedule.TryParse(Written(node, "cronExpression"), out var schedule, out _)
            && Zones.TryFind(timeZone, out var zone) => new Cron(node.Id, schedule, zone),
        "Elsa.HttpEndpoint" when HttpChecks.RouteOf(node) is { } route => new Http(node.Id, route),
        _ => null,
    };

    private static TimeSpan? IntervalOf(ActivityNode node) =>
        TimeSpan.TryParse(Written(node, "interval"), CultureInfo.InvariantCulture, out var interval)
        && interval >= ShortestInterval && interval <= LongestInterval
            ? interval
            : null;

    private static DateTimeOffset? InstantOf(ActivityNode node) => DateTimeOffset.TryParse(
        Written(node, "dateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
        ? instant.ToUniversalTime()
        : null;

    private static string? Written(ActivityNode node, string input) => node.Inputs.GetValueOrDefault(input) switch
    {
        null => InputTable.Of(node.Type).FirstOrDefault(known => known.Name == input)?.Default?.AsText(),
        { Syntax: "Literal" } written => written.Value.AsText(),
        _ => null,
    };
}
