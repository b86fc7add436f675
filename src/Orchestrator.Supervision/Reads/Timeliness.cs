using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Reads;

/// <summary>按期整改 or 逾期整改; or not yet either.</summary>
public enum Timeliness { Undecided, RectifiedOnTime, RectifiedLate }

/// <summary>What the audit, which nobody can change, says of one problem or of its part.</summary>
public sealed record RectificationEvents
{
    /// <summary>
    /// What the receipt set, or an extension that was granted before the last report came. The limit of an order is no
    /// more time: what is reported within it is late.
    /// </summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>The local date of the last report before the problem was closed; null where there is none.</summary>
    public DateOnly? ReportedOn { get; init; }

    /// <summary>What was found of that report; null while it is looked at.</summary>
    public ItemTrigger? Verdict { get; init; }
}

/// <summary>
/// Was a problem put right in time? The report that was found right is what counts, and the date that was in force when
/// it came: one that was returned counts for nothing, and an office that takes long makes nobody late. Pure.
/// </summary>
public static class TimelinessRule
{
    /// <summary>Of one problem; with its part, where the rest was split off, since both are one problem (§7).</summary>
    public static Timeliness Of(RectificationEvents problem, RectificationEvents? part, DateOnly today) =>
        (Alone(problem, today), part) switch
        {
            (Timeliness.RectifiedOnTime, { } rest) =>
                Alone(rest with { DueOn = Later(rest.DueOn, problem.DueOn) }, today),
            var (alone, _) => alone,
        };

    private static bool IsRight(ItemTrigger verdict) => verdict is
        ItemTrigger.FoundRectified or ItemTrigger.FoundPartial or ItemTrigger.FoundLongTermOnTrack;

    /// <summary>More time for the problem, before it was parted, is more time for the part.</summary>
    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static Timeliness Alone(RectificationEvents events, DateOnly today) => events switch
    {
        { ReportedOn: { } on } when on > events.DueOn => Timeliness.RectifiedLate,
        { ReportedOn: not null, Verdict: null } => Timeliness.Undecided,
        { ReportedOn: not null, Verdict: { } verdict } when IsRight(verdict) => Timeliness.RectifiedOnTime,
        _ when today > events.DueOn => Timeliness.RectifiedLate,
        _ => Timeliness.Undecided,
    };
}
