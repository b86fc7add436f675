using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>Lists, as far as whoever asks may see: campaigns, units, items, orders, tasks, what is overdue.</summary>
internal static class ReadApi
{
    /// <summary>What every list may be asked for.</summary>
    public sealed record Asked(string? Search, string? State, Guid? Campaign, int? Skip, int? Take)
    {
        /// <summary>Rows of one answer at most.</summary>
        private const int Most = 200;

        public ListFilter Filter(BusinessClock clock) => new()
        {
            Search = Search,
            State = State,
            Campaign = Campaign,
            Today = ShanghaiTime.DateOf(clock.GetUtcNow()),
            Skip = Math.Max(0, Skip ?? 0),
            Take = Math.Clamp(Take ?? 50, 1, Most),
        };
    }

    public static void MapLists(this RouteGroupBuilder v1)
    {
        v1.MapGet("/campaigns", (By by, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(by, asked, (tx, sight, filter) => CampaignList.Of(tx, sight, filter, stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("督导活动").WithSummary("督导活动及进度");
        v1.MapGet("/units", (By by, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(by, asked, (tx, sight, filter) => UnitList.Of(tx, sight, filter, null, stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("单位").WithSummary("单位及联系人");
        v1.MapGet("/items", (By by, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(by, asked, (tx, sight, filter) => ItemList.Of(tx, sight, filter, default, stop),
                stop))
            .ForHoldersOf(Act.ReadCases).WithTags("问题").WithSummary("问题清单");
        v1.MapGet("/orders", (By by, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(by, asked, (tx, sight, filter) => OrderList.Of(tx, sight, filter, (null, null), stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("督办单").WithSummary("督办单");
        v1.MapGet("/overdue", (By by, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(by, asked, (tx, sight, filter) => OverdueList.Of(tx, sight, filter, stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("问题").WithSummary("逾期清单");
        v1.MapRates();
        v1.MapGet("/tasks", async (
            By by, Database db, BusinessClock clock, [AsParameters] Asked asked, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(
                tx => TaskList.Of(tx, by.Actor, asked.Filter(clock), [], stop), stop)))
            .ForWhoeverIsKnown().WithTags("任务").WithSummary("我的待办，最急的在前；接口密钥读到所有未办任务");
        v1.MapGet("/signing", async (
            By by, Database db, BusinessClock clock, [AsParameters] Asked asked, CancellationToken stop) =>
            Results.Ok(await db.InTransaction(
                tx => TaskList.Of(tx, by.Actor, asked.Filter(clock), TaskList.Signatures, stop), stop)))
            .ForWhoeverIsKnown().WithTags("任务").WithSummary("等我签批的");
    }

    /// <summary>What is counted from the audit (invariant 11).</summary>
    private static void MapRates(this RouteGroupBuilder v1)
    {
        v1.MapGet("/on-time-rates", (Guid? campaign, string? unit, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, filter) =>
            {
                var rates = await OnTimeRates.Of(tx, sight, (campaign, unit), filter.Today, stop);
                return new { Rows = rates, Total = OnTimeCount.Sum(rates.Select(rate => rate.Count)) };
            }, stop))
            .ForHoldersOf(Act.ReadCases).WithTags("问题")
            .WithSummary("按期整改率：每个活动的每个单位，由操作日志算出");
        v1.MapGet("/order-rates", (Guid? campaign, string? unit, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, filter) =>
            {
                var orders = await OrderRates.Of(tx, sight, (campaign, unit, null), filter.Today, stop);
                return new { Rows = OrderRates.ByCampaign(orders), Total = OrderCount.Of(orders) };
            }, stop))
            .ForHoldersOf(Act.ReadCases).WithTags("督办单")
            .WithSummary("督办单统计：每个活动及合计的印发、按期、逾期、在办、撤回和二次督办，由操作日志算出");
    }
}

/// <summary>Reads for whoever asks, as far as they may see.</summary>
internal sealed class Reader(Database db, BusinessClock clock)
{
    public async Task<IResult> List<T>(
        By by, ReadApi.Asked asked, Func<Tx, Sight, ListFilter, Task<Listed<T>>> read, CancellationToken stop) =>
        Sight.Of(by.Actor) is { } sight
            ? Results.Ok(await db.InTransaction(tx => read(tx, sight, asked.Filter(clock)), stop))
            : ApiProblems.Refused(RightTable.Check(by.Actor, Act.ReadCases, new ScopeOf())!);

    /// <summary>One thing: what cannot be seen is not there.</summary>
    public async Task<IResult> One(By by, Func<Tx, Sight, ListFilter, Task<object?>> read, CancellationToken stop)
    {
        if (Sight.Of(by.Actor) is not { } sight)
            return ApiProblems.Refused(RightTable.Check(by.Actor, Act.ReadCases, new ScopeOf())!);
        var filter = new ListFilter { Today = ShanghaiTime.DateOf(clock.GetUtcNow()) };
        return await db.InTransaction(tx => read(tx, sight, filter), stop) is { } found
            ? Results.Ok(found)
            : ApiProblems.NotFound();
    }
}
