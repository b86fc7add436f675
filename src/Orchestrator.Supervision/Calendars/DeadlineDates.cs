using System.Collections.Immutable;

namespace Orchestrator.Supervision.Calendars;

/// <param name="WorkingDaysBefore">Zero for the due day itself.</param>
/// <param name="On">A working day: it acts at 09:00.</param>
public readonly record struct ReminderDate(int WorkingDaysBefore, DateOnly On);

/// <summary>A deadline with the dates that hang on it, as the calculator shows them.</summary>
public sealed record DeadlineDates
{
    public required Deadline Deadline { get; init; }

    /// <summary>In order of time (TM-20). One on or before the day the clock started is dropped.</summary>
    public required ImmutableArray<ReminderDate> Reminders { get; init; }

    /// <summary>逾期告知 (TM-21).</summary>
    public required DateOnly OverdueOn { get; init; }

    /// <summary>首次督办单 (TM-22).</summary>
    public required DateOnly OrderOn { get; init; }

    /// <summary>True when any of these dates may still move with an official calendar.</summary>
    public required bool IsProvisional { get; init; }

    public static DeadlineDates Of(Deadline deadline, DeadlineProfile profile, WorkCalendar calendar)
    {
        var orderOn = calendar.Add(deadline.DueOn, profile[Timers.FirstOrder].WorkingDays);
        return new DeadlineDates
        {
            Deadline = deadline,
            Reminders = ReminderDates(deadline, profile, calendar),
            OverdueOn = calendar.Add(deadline.DueOn, profile[Timers.OverdueNotice].WorkingDays),
            OrderOn = orderOn,
            IsProvisional = deadline.IsProvisional || calendar.IsProvisional(deadline.DueOn, orderOn),
        };
    }

    private static ImmutableArray<ReminderDate> ReminderDates(
        Deadline deadline, DeadlineProfile profile, WorkCalendar calendar) =>
        [
            .. from days in profile[Timers.Reminders].Values
               let day = calendar.Add(deadline.DueOn, new WorkingDays(-days))
               where day > deadline.StartedOn
               orderby day
               select new ReminderDate(days, day),
        ];
}
