using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.CalendarChanges;

/// <summary>A day that the new table has otherwise: what it was, and what it is.</summary>
public sealed record ChangedDay(DateOnly On, string Before, string After);

/// <summary>The table of one year, fit to take the place of the one that the calendar has.</summary>
public sealed record YearTable(int Year, ImmutableArray<CalendarDay> Days)
{
    /// <summary>Years that the portal can show.</summary>
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    /// <summary>The table, or SU001, CA001, CA014 for each thing that is wrong with it.</summary>
    /// <param name="year">The year that is to be replaced.</param>
    /// <param name="text">The whole file.</param>
    /// <param name="current">The calendar as it stands.</param>
    public static (YearTable? Table, ImmutableArray<Problem> Problems) Read(
        int year, string text, WorkCalendar current)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"calendar-{year}.csv");
        var (days, problems) = CalendarTable.Read(file, text);
        if (problems.IsEmpty && Refusal(year, days, current) is { } refusal)
            problems = [refusal];
        return problems.IsEmpty
            ? (new YearTable(year, [.. days.OrderBy(day => day.Date)]), [])
            : (null, [.. problems.Select(WithLine)]);
    }

    /// <summary>The whole calendar with this year's table in it.</summary>
    public WorkCalendar In(WorkCalendar current, CalendarVersion version) =>
        new(version, [.. current.Days.Where(day => day.Date.Year != Year), .. Days]);

    /// <summary>True where the calendar says exactly this already.</summary>
    public bool IsIn(WorkCalendar current) =>
        current.Days.Where(day => day.Date.Year == Year).SequenceEqual(Days);

    /// <summary>
    /// Only days that are worked and were not, or the other way round, or that belong to another holiday.
    /// </summary>
    public ImmutableArray<ChangedDay> Changes(WorkCalendar current)
    {
        var next = In(current, current.Version);
        var first = new DateOnly(Year, 1, 1);
        return
        [
            .. Enumerable.Range(0, DateTime.IsLeapYear(Year) ? 366 : 365).Select(first.AddDays)
                .Select(day => new ChangedDay(day, Said(day, current), Said(day, next)))
                .Where(day => day.Before != day.After),
        ];
    }

    private static Problem? Refusal(int year, ImmutableArray<CalendarDay> days, WorkCalendar current) => days switch
    {
        _ when year is < FirstYear or > LastYear => Refused("year", string.Create(CultureInfo.InvariantCulture,
            $"年份应在{FirstYear}至{LastYear}之间，实为{year}；没有导入。")),
        _ when days.Any(day => (day.Name + day.Source).Any(char.IsControl)) =>
            Refused("csv", "name和source中应只有文字，实际有控制字符；没有导入。请重新另存为“CSV UTF-8”。"),
        [] => Refused("csv", string.Create(CultureInfo.InvariantCulture,
            $"应为{year}年的放假和调休日期，实际一行也没有；没有导入。请对照国务院办公厅的通知填写。")),
        [var first, ..] when first.Date.Year != year => Refused("csv", string.Create(CultureInfo.InvariantCulture,
            $"应为{year}年的日期，实为{first.Date.Year}年；没有导入。请选对年份或文件。")),
        _ when current.HasTable(year) && !current.IsProvisional(year)
            && days.Any(day => day.Status == CalendarStatus.Provisional) => Refused("csv", string.Create(
            CultureInfo.InvariantCulture,
            $"{year}年已有正式安排，不能换成暂定的；没有导入。更正正式安排时，status列应全部为official。")),
        _ => null,
    };

    /// <summary>Whoever reads only the sentence must find the row, too.</summary>
    private static Problem WithLine(Problem problem) => problem.Where.Split(':') is [_, var line]
        ? problem with { Message = $"第{line}行：{problem.Message}" }
        : problem;

    private static Problem Refused(string where, string sentence) => new("CA014", where, sentence);

    private static string Said(DateOnly day, WorkCalendar calendar) => calendar.Holiday(day) is { } holiday
        ? $"{holiday}放假"
        : calendar.IsMakeUpWorkday(day) ? "调休上班"
        : calendar.IsWorkday(day) ? "上班"
        : "周末";
}
