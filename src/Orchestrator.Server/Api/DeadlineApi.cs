using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Server.Api;

/// <summary>The deadline calculator: why is it due that day?</summary>
internal static class DeadlineApi
{
    public static void MapDeadlines(this RouteGroupBuilder v1) => v1.MapGet("/deadlines", async (
        string from, int days, string? count, Database db, RuleBook rules, CancellationToken stop) =>
    {
        if (!DateOnly.TryParseExact(
            from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start))
            return ApiProblems.Refused(new Problem("CA004", "from", $"起算日应为日期（如2026-03-10），实为“{from}”。"));
        if (count is not (null or "calendar" or "working"))
            return ApiProblems.Refused(new Problem("CA005", "count", $"计算方式应为calendar或working，实为“{count}”。"));
        var rule = count == "working"
            ? DeadlineRule.Of(new WorkingDays(days))
            : DeadlineRule.Of(new CalendarDays(days));
        if (rule.Check(start) is { } problem)
            return ApiProblems.Refused(problem);
        return Results.Ok(Shown(await db.InTransaction(async tx =>
        {
            var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
            var profile = await rules.ReadProfile(
                tx, (await CurrentRules.Profile(tx, DeadlineProfile.StandardName, stop))!.Value, stop);
            return (DeadlineDates.Of(rule.From(start, calendar), profile, calendar), calendar.Version.Number);
        }, stop)));
    }).ForEverybody().WithTags("期限").WithSummary("期限计算：为什么是这一天到期");

    private static object Shown((DeadlineDates Dates, int Version) answer) => new
    {
        answer.Dates.Deadline.DueOn,

        // Those before the due day; the one of the day itself is the due date.
        Reminders = answer.Dates.Reminders.Where(reminder => reminder.WorkingDaysBefore > 0)
            .Select(reminder => reminder.On),
        answer.Dates.OverdueOn,
        answer.Dates.OrderOn,
        answer.Dates.Deadline.Explanation,
        CalendarVersion = answer.Version,
        Provisional = answer.Dates.IsProvisional,
    };
}
