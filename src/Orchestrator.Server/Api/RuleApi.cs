using System.Collections.Immutable;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>Deadline profiles with their numbers, and the work calendar.</summary>
internal static class RuleApi
{
    public sealed record Change(ImmutableArray<int> Values, string Reason);

    public sealed record NewProfile(string Name, string From, string Reason);

    public sealed record NewSign(string Sign, string Reason);

    private sealed record Day(DateOnly Date, bool IsWorkday, bool IsMakeUp, string? Holiday);

    public static void MapRules(this RouteGroupBuilder v1)
    {
        v1.MapProfiles();
        v1.MapGet("/deadline-profiles/{name}", async (
            string name, Database db, RuleBook book, CancellationToken stop) => await db.InTransaction(async tx =>
        {
            if (await CurrentRules.Profile(tx, name, stop) is not { } version)
                return ApiProblems.NotFound();
            var profile = await book.ReadProfile(tx, version, stop);
            return Results.Ok(new
            {
                version.Name,
                Version = version.Number,
                Timers = profile.Rules.Values.OrderBy(rule => rule.Id.Value, StringComparer.Ordinal).Select(Shown),
                History = await ChangeTimer.History(tx, name, stop),
            });
        }, stop)).ForWhoeverIsKnown().WithTags("期限").WithSummary("期限方案：每个数值的类别、范围和修改记录");
        v1.MapPut("/deadline-profiles/{name}/timers/{id}", async (
            string name, string id, Change body, By by, ChangeTimer change, CancellationToken stop) =>
        {
            var (version, problem) = await change.Run(new ChangeTimer.Request
            {
                Actor = by.Actor,
                Profile = name,
                Timer = new TimerId(id),
                Values = body.Values,
                Reason = body.Reason,
            }, stop);
            return version is { } made ? Results.Ok(new { made.Name, Version = made.Number })
                : ApiProblems.Refused(problem!);
        }).ForHoldersOf(Act.ChangeTimers).WithTags("期限").WithSummary("修改一个期限，成为新的一版；只影响以后开始的活动");
        v1.MapCalendar();
        v1.MapCalendarImport();
        v1.MapNumberSeries();
    }

    private static void MapProfiles(this RouteGroupBuilder v1)
    {
        v1.MapGet("/deadline-profiles", async (Database db, CancellationToken stop) =>
            Results.Ok(new { Profiles = await db.InTransaction(tx => CurrentRules.Profiles(tx, stop), stop) }))
            .ForWhoeverIsKnown().WithTags("期限").WithSummary("期限方案的名称；发起督导活动时用deadlineProfile指明");
        v1.MapPost("/deadline-profiles", async (
            NewProfile body, By by, MakeProfile make, CancellationToken stop) =>
        {
            var (version, problem) = await make.Run(
                new MakeProfile.Request(by.Actor, body.Name, body.From, body.Reason), stop);
            return version is { } made
                ? Results.Created($"/api/v1/deadline-profiles/{Uri.EscapeDataString(made.Name)}",
                    new { made.Name, Version = made.Number })
                : ApiProblems.Refused(problem!);
        }).ForHoldersOf(Act.ChangeTimers).WithTags("期限").WithSummary("由已有方案另立一个期限方案");
    }

    private static void MapNumberSeries(this RouteGroupBuilder v1)
    {
        v1.MapGet("/number-series", async (Database db, BusinessClock clock, CancellationToken stop) =>
            await db.InTransaction(async tx => Results.Ok(
                await NumberSeries.List(tx, ShanghaiTime.DateOf(clock.GetUtcNow()).Year, stop)), stop))
            .ForWhoeverIsKnown().WithTags("文书").WithSummary("文号系列：机关代字和本年已用到的序号");
        v1.MapPut("/number-series/{kind}", async (
            DocumentKind kind, NewSign body, By by, ChangeSign change, CancellationToken stop) =>
            await change.Run(new ChangeSign.Request(by.Actor, kind, body.Sign, body.Reason), stop) is { } problem
                ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.ChangeNumberSeries).WithTags("文书")
            .WithSummary("修改机关代字；序号接着编，已印发的文号不变");
    }

    private static void MapCalendar(this RouteGroupBuilder v1) =>
        v1.MapGet("/calendar/{year:int:range(2000,2100)}", async (
            int year, Database db, RuleBook book, CancellationToken stop) =>
        {
            var calendar = await db.InTransaction(async tx =>
                await book.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop), stop);
            var first = new DateOnly(year, 1, 1);
            return Results.Ok(new
            {
                Year = year,
                Version = calendar.Version.Number,
                IsProvisional = calendar.IsProvisional(year),
                Days = Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(first.AddDays)
                    .Select(day => new Day(
                        day, calendar.IsWorkday(day), calendar.IsMakeUpWorkday(day), calendar.Holiday(day))),
            });
        }).ForEverybody().WithTags("期限").WithSummary("一年的工作日历（含调休）");

    private static object Shown(TimerRule rule) => new
    {
        Id = rule.Id.Value,
        rule.Name,
        rule.Class,
        rule.Basis,
        rule.Values,
        rule.Unit,
        rule.RangeFrom,
        rule.RangeTo,
        rule.Version,
        rule.EffectiveFrom,
        rule.Owner,
    };
}
