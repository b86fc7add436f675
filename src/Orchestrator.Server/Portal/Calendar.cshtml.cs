using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Server.Portal;

/// <summary>工作日历: a year at a glance.</summary>
public sealed class CalendarModel(Database db, RuleBook rules, Visit visit) : PageModel
{
    public sealed record Day(DateOnly Date, string Style, string? Name);

    public sealed record Month(int Number, int Workdays, IReadOnlyList<Day?[]> Weeks);

    public int Year { get; private set; }
    public int Version { get; private set; }
    public bool HasTable { get; private set; }
    public bool IsProvisional { get; private set; }
    public IReadOnlyList<Month> Months { get; private set; } = [];

    public async Task OnGet(int? year, CancellationToken stop)
    {
        Year = Math.Clamp(year ?? visit.Today.Year, 2000, 2100);
        var calendar = await db.InTransaction(async tx =>
            await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop), stop);
        Version = calendar.Version.Number;
        HasTable = calendar.HasTable(Year);
        IsProvisional = calendar.IsProvisional(Year);
        Months = [.. Enumerable.Range(1, 12).Select(month => MonthOf(calendar, new DateOnly(Year, month, 1)))];
    }

    private static Month MonthOf(WorkCalendar calendar, DateOnly first)
    {
        var length = DateTime.DaysInMonth(first.Year, first.Month);
        List<DateOnly> days = [.. Enumerable.Range(0, length).Select(first.AddDays)];
        var before = ((int)first.DayOfWeek + 6) % 7;
        var cells = Enumerable.Repeat<Day?>(null, before).Concat(days.Select(day => DayOf(calendar, day)));
        return new Month(first.Month, days.Count(calendar.IsWorkday), [.. cells.Chunk(7)]);
    }

    private static Day DayOf(WorkCalendar calendar, DateOnly date) => new(date, date switch
    {
        _ when calendar.IsMakeUpWorkday(date) => "makeup",
        _ when calendar.Holiday(date) is not null => "holiday",
        _ when !calendar.IsWorkday(date) => "rest",
        _ => "",
    }, calendar.IsMakeUpWorkday(date) ? "调休上班" : calendar.Holiday(date));
}
