using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Ladder;

/// <summary>The duties of §8 that a ladder accompanies.</summary>
public enum Duty { SelfEvaluation, RectificationPlan, FirstReport, ItemReport, OrderAnswer }

public enum EscalationLevel { Reminder, OverdueNotice, FirstOrder, SecondOrder, Interview, Circular, Accountability }

public enum LadderAct { Remind, NotifyOverdue, ListOverdue, OpenFirstOrder, OpenSecondOrder, ProposeInterview }

/// <summary>What makes a step the same step after its date moved.</summary>
/// <param name="Act">What happens.</param>
/// <param name="DayOffset">Working days from the due date: −7, −3, −1, 0, +1, +3, …</param>
public readonly record struct StepKey(LadderAct Act, int DayOffset);

/// <summary>One step that a ladder still has to take.</summary>
public sealed record LadderStep
{
    public required StepKey Key { get; init; }
    public required EscalationLevel Level { get; init; }

    /// <summary>A working day; the step acts at its 09:00.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The row of the timer catalogue it follows.</summary>
    public required TimerId Rule { get; init; }

    /// <summary>One Chinese sentence: why on this day.</summary>
    public required string Explanation { get; init; }

    /// <summary>09:00 of its day, UTC.</summary>
    public DateTimeOffset Moment => ShanghaiTime.StepMoment(On);
}

/// <summary>A step that was taken, or deliberately not taken.</summary>
/// <param name="Key">Which.</param>
/// <param name="Term">The term of the obligation.</param>
/// <param name="Round">The round of the obligation.</param>
/// <param name="On">The local date.</param>
public readonly record struct TakenStep(StepKey Key, int Term, int Round, DateOnly On);

/// <summary>A time without a heartbeat long enough to count (E-18). UTC; the end is not included.</summary>
public readonly record struct Outage(DateTimeOffset BeganAt, DateTimeOffset EndedAt);

/// <summary>A ladder runs again after a report was returned or refused.</summary>
/// <param name="On">The day of the return.</param>
/// <param name="GivenUntil">The date that the return itself names (TM-13), if it does.</param>
public sealed record Resumption(DateOnly On, DateOnly? GivenUntil)
{
    /// <summary>The last day on which nothing is escalated: at least some working days after the return (§8).</summary>
    public DateOnly KeptUntil(DeadlineProfile profile, WorkCalendar calendar)
    {
        var left = calendar.Add(On, profile[Timers.LeftAfterPause].WorkingDays);
        return GivenUntil > left ? GivenUntil.Value : left;
    }
}
