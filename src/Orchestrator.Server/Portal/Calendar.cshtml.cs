using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>工作日历: a year at a glance.</summary>
public sealed class CalendarModel(Database db, RuleBook rules, Visit visit) : PageModel
{
    private IReadOnlyDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;

    public sealed record Day(DateOnly Date, string Style, string? Name);

    public sealed record Month(int Number, int Workdays, IReadOnlyList<Day?[]> Weeks);

    public int Year { get; private set; }
    public int Version { get; private set; }
    public bool HasTable { get; private set; }
    public bool IsProvisional { get; private set; }
    public IReadOnlyList<Month> Months { get; private set; } = [];
    public IReadOnlyList<CalendarEdition> Editions { get; private set; } = [];
    public bool MayImport => visit.May(Act.ImportCalendar);

    public string NameOf(string key) => key is "system" or "安装程序" ? "系统" : names.GetValueOrDefault(key, key);

    public async Task OnGet(int? year, CancellationToken stop)
    {
        Year = Math.Clamp(year ?? visit.Today.Year, 2000, 2100);
        var calendar = await Current(stop);
        await db.InTransaction(async tx =>
        {
            Editions = await PublishRules.Editions(tx, stop);
            names = await ActorNames.Of(tx, [.. Editions.Select(edition => edition.By)], stop);
        }, stop);
        Version = calendar.Version.Number;
        HasTable = calendar.HasTable(Year);
        IsProvisional = calendar.IsProvisional(Year);
        Months = [.. Enumerable.Range(1, 12).Select(month => MonthOf(calendar, new DateOnly(Year, month, 1)))];
    }

    /// <summary>The table of the year, in the form in which it is imported.</summary>
    public async Task<IActionResult> OnGetTable(int year, CancellationToken stop) => CsvTable.Of(
        $"calendar-{year}",
        ["date", "name", "day_type", "is_workday", "is_statutory_day", "source", "status"],
        (await Current(stop)).Days.Where(day => day.Date.Year == year).Select(day => (string?[])
        [
            Shown.On(day.Date), day.Name, day.Type.ToString(), day.IsWorkday ? "Y" : "N",
            day.IsStatutoryDay ? "Y" : "N", day.Source, day.Status.ToString(),
        ]));

    private Task<WorkCalendar> Current(CancellationToken stop) => db.InTransaction(async tx =>
        await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop), stop);

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
