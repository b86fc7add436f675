using System.Globalization;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tracking;

/// <summary>The month that a tracking report is about.</summary>
/// <param name="First">Its first day.</param>
public readonly record struct TrackingMonth(DateOnly First)
{
    public DateOnly Last => First.AddMonths(1).AddDays(-1);

    /// <summary>2026年4月.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{First.Year}年{First.Month}月");

    /// <summary>The month that has ended before this day.</summary>
    public static TrackingMonth Before(DateOnly day) => new(new DateOnly(day.Year, day.Month, 1).AddMonths(-1));

    /// <summary>The first working day after it: its reports are asked for.</summary>
    public DateOnly OpensOn(WorkCalendar calendar) => calendar.RollForward(First.AddMonths(1));

    /// <summary>The last working day on which a report is taken: after it the next month's are asked for.</summary>
    public DateOnly ClosesOn(WorkCalendar calendar) => calendar.Add(First.AddMonths(2), new WorkingDays(-1));

    /// <summary>2026-04.</summary>
    public override string ToString() => First.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
