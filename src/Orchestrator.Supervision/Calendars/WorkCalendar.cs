using System.Collections.Immutable;

namespace Orchestrator.Supervision.Calendars;

/// <summary>
/// 工作日历: which days are worked. Immutable; a change of the table is a new version. A year without a table counts
/// Monday to Friday, and what was computed in it is provisional.
/// </summary>
public sealed class WorkCalendar
{
    /// <summary>The first and last day that counting may start from; far enough from the ends of time.</summary>
    public static readonly DateOnly Earliest = new(2, 1, 1);
    public static readonly DateOnly Latest = new(9900, 12, 31);

    private readonly ImmutableDictionary<DateOnly, CalendarDay> days;
    private readonly ImmutableDictionary<int, CalendarStatus> years;

    /// <param name="version">Kept with everything that is computed from this calendar.</param>
    /// <param name="days">At most one row per date.</param>
    public WorkCalendar(CalendarVersion version, IEnumerable<CalendarDay> days)
    {
        Version = version;
        this.days = days.ToImmutableDictionary(day => day.Date);
        years = this.days.Values.GroupBy(day => day.Date.Year).ToImmutableDictionary(
            year => year.Key, year => year.Max(day => day.Status));
    }

    public CalendarVersion Version { get; }

    public IEnumerable<CalendarDay> Days => days.Values.OrderBy(day => day.Date);

    public bool IsWorkday(DateOnly date) => days.TryGetValue(date, out var day)
        ? day.IsWorkday
        : date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    public bool IsMakeUpWorkday(DateOnly date) => days.TryGetValue(date, out var day) && day.IsWorkday;

    public bool HasTable(int year) => years.ContainsKey(year);

    /// <summary>True for a year whose table is missing or not yet official.</summary>
    public bool IsProvisional(int year) =>
        !years.TryGetValue(year, out var status) || status == CalendarStatus.Provisional;

    /// <summary>True where a year between the dates, both included, has no official table.</summary>
    public bool IsProvisional(DateOnly first, DateOnly last) =>
        Enumerable.Range(first.Year, last.Year - first.Year + 1).Any(IsProvisional);

    /// <summary>The holiday a day belongs to (端午节), or null for ordinary days and make-up workdays.</summary>
    public string? Holiday(DateOnly date) =>
        days.TryGetValue(date, out var day) && !day.IsWorkday ? day.Name : null;

    /// <summary>The day itself when it is worked, otherwise the next one that is (顺延).</summary>
    public DateOnly RollForward(DateOnly date)
    {
        while (!IsWorkday(date))
            date = date.AddDays(1);
        return date;
    }

    /// <summary>
    /// Moves by working days; the first day is not counted. Negative counts go back. Zero is the day itself, worked
    /// or not.
    /// </summary>
    public DateOnly Add(DateOnly from, WorkingDays days)
    {
        var step = Math.Sign(days.Count);
        for (var left = Math.Abs(days.Count); left > 0;)
        {
            from = from.AddDays(step);
            if (IsWorkday(from))
                left--;
        }

        return from;
    }

    /// <summary>
    /// Working days after <paramref name="from"/> up to and with <paramref name="to"/>; negative backwards.
    /// </summary>
    public WorkingDays Between(DateOnly from, DateOnly to)
    {
        var (early, late) = from <= to ? (from, to) : (to, from);

        // Backwards, Add counts the day it lands on and not the one it leaves.
        var counted = Enumerable.Range(from <= to ? 1 : 0, late.DayNumber - early.DayNumber)
            .Count(offset => IsWorkday(early.AddDays(offset)));
        return new WorkingDays(from <= to ? counted : -counted);
    }
}
