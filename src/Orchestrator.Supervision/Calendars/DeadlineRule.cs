using System.Globalization;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Calendars;

/// <summary>What starts a clock.</summary>
public enum ClockStart
{
    Receipt, Sending, OnSiteEnd, Feedback, Submission, Assignment, Return, Verification, Signature, Issue, Order,
    OldDueDate, Proposal, Postponement, Interview,
}

/// <summary>
/// 期限规则: how a due date follows from a date. The first day is not counted; calendar days roll forward when the
/// last one is not worked, working days never need to.
/// </summary>
public sealed record DeadlineRule
{
    /// <summary>Ten years. No deadline of the cycle is longer.</summary>
    public const int MaxDays = 3660;

    public ClockStart Start { get; init; } = ClockStart.Receipt;
    public required DayCountKind Count { get; init; }

    /// <summary>From 0 (the same day, rolled) to <see cref="MaxDays"/>.</summary>
    public required int Days { get; init; }

    public static DeadlineRule Of(CalendarDays days) => new() { Count = DayCountKind.Calendar, Days = days.Count };

    public static DeadlineRule Of(WorkingDays days) => new() { Count = DayCountKind.Working, Days = days.Count };

    /// <summary>
    /// CA002 for a number of days out of bounds, CA003 for a date too far from today's world; otherwise null.
    /// </summary>
    public Problem? Check(DateOnly from) => this switch
    {
        { Days: < 0 or > MaxDays } => new Problem("CA002", "days", string.Create(
            CultureInfo.InvariantCulture, $"天数应在0至{MaxDays}之间，实为{Days}。")),
        _ when from < WorkCalendar.Earliest || from > WorkCalendar.Latest => new Problem("CA003", "from", string.Create(
            CultureInfo.InvariantCulture,
            $"日期应在{WorkCalendar.Earliest:yyyy-MM-dd}至{WorkCalendar.Latest:yyyy-MM-dd}之间，实为{from:yyyy-MM-dd}。")),
        _ => null,
    };

    /// <summary>
    /// The due date with its derivation. <paramref name="from"/> and the rule have passed <see cref="Check"/>.
    /// </summary>
    public Deadline From(DateOnly from, WorkCalendar calendar) => Count switch
    {
        DayCountKind.Calendar => Due(from, calendar.RollForward(from.AddDays(Days)), calendar),
        _ => Due(from, calendar.RollForward(calendar.Add(from, new WorkingDays(Days))), calendar),
    };

    /// <summary>
    /// The same date computed again on another calendar (§3.8, E-05). Whoever was told a date may get a later one,
    /// never an earlier one; <paramref name="told"/> itself rolls forward where it is no longer worked.
    /// </summary>
    public Deadline Again(DateOnly from, DateOnly told, WorkCalendar calendar)
    {
        var deadline = From(from, calendar);
        return deadline.DueOn >= told ? deadline : deadline with
        {
            DueOn = calendar.RollForward(told),
            Explanation = deadline.Explanation + Derivation.Kept(told, calendar),
        };
    }

    /// <summary>The first day that has a say in the due date.</summary>
    internal DateOnly FirstThatCounts(DateOnly from) =>
        from.AddDays(Count == DayCountKind.Calendar ? Days : Math.Min(Days, 1));

    // A deadline is provisional when a day that decided it lies in a year whose table may still change.
    private Deadline Due(DateOnly from, DateOnly due, WorkCalendar calendar) => new()
    {
        Rule = this,
        StartedOn = from,
        DueOn = due,
        Explanation = Derivation.Of(this, from, due, calendar),
        CalendarVersion = calendar.Version,
        IsProvisional = calendar.IsProvisional(FirstThatCounts(from), due),
    };
}

/// <summary>到期日, with everything needed to say why and to compute it again.</summary>
public sealed record Deadline
{
    public required DeadlineRule Rule { get; init; }
    public required DateOnly StartedOn { get; init; }

    /// <summary>A local date of Asia/Shanghai; over at its 24:00.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>One Chinese sentence: 收到2026-04-27 + 30日 = 2026-05-27.</summary>
    public required string Explanation { get; init; }
    public required CalendarVersion CalendarVersion { get; init; }

    /// <summary>True when the official calendar of a year it depends on is still to come.</summary>
    public required bool IsProvisional { get; init; }
}
