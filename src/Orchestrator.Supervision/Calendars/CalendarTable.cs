using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Calendars;

/// <summary>A year's table as read from its file: the days, or everything wrong with them.</summary>
public sealed record CalendarReading(ImmutableArray<CalendarDay> Days, ImmutableArray<Problem> Problems);

/// <summary>Reads the table of a year, as the office imports it after the holiday notice .</summary>
public static class CalendarTable
{
    /// <summary>Days in the order of the file. Any problem means that nothing may be imported.</summary>
    public static CalendarReading Read(string file, string text)
    {
        var csv = Csv.Read(
            file, text, "date", "name", "day_type", "is_workday", "is_statutory_day", "source", "status");
        var problems = csv.Problems.ToList();
        var days = new List<CalendarDay>();
        foreach (var row in csv.Rows)
        {
            var before = problems.Count;
            var day = Day(row, problems);
            if (problems.Count > before)
                continue;
            if (Contradiction(row, day, days) is { } contradiction)
                problems.Add(new Problem("CA001", $"{row.File}:{row.Line}", contradiction));
            else
                days.Add(day);
        }

        return new CalendarReading([.. days], [.. problems]);
    }

    private static CalendarDay Day(CsvRow row, List<Problem> problems) => new()
    {
        Date = row.Date("date", problems),
        Name = row.Required("name", problems),
        Type = row.OneOf<DayType>("day_type", problems),
        IsStatutoryDay = row.YesNo("is_statutory_day", problems),
        Source = row.Required("source", problems),
        Status = row.OneOf<CalendarStatus>("status", problems),
    };

    private static string? Contradiction(CsvRow row, CalendarDay day, List<CalendarDay> earlier)
    {
        var isWeekend = day.Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return day switch
        {
            _ when earlier is [var first, ..] && first.Date.Year != day.Date.Year =>
                $"应为{first.Date.Year}年的日期，实为{day.Date:yyyy-MM-dd}；一张表只写一年。",
            _ when earlier.Exists(other => other.Date == day.Date) => $"{day.Date:yyyy-MM-dd}出现了两次；一天只能有一行。",
            _ when day.IsWorkday != (row.Text("is_workday") == "Y") =>
                $"{day.Date:yyyy-MM-dd}的day_type与is_workday不一致；调休上班为Y，其余为N。",
            { IsWorkday: true } when !isWeekend => $"{day.Date:yyyy-MM-dd}不是周末，本来就上班；调休上班只能写在周末。",
            { Type: DayType.WeekendInHoliday } when !isWeekend => $"{day.Date:yyyy-MM-dd}不是周末，请改为法定假日或调休放假。",
            _ => null,
        };
    }
}
