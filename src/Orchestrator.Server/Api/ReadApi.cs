using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>Reading: campaigns, units, items, orders, tasks, what is overdue, what happened to an instance.</summary>
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

    public static void MapReads(this RouteGroupBuilder v1)
    {
        v1.MapGet("/campaigns", (
            HttpContext context, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(context, asked, (tx, sight, filter) => CampaignList.Of(tx, sight, filter, stop), stop));
        v1.MapGet("/items", (HttpContext context, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(context, asked, (tx, sight, filter) => ItemList.Of(tx, sight, filter, (null, null, false), stop),
                stop));
        v1.MapGet("/orders", (HttpContext context, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(context, asked, (tx, sight, filter) => OrderList.Of(tx, sight, filter, (null, null), stop),
                stop));
        v1.MapGet("/overdue", (HttpContext context, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.List(context, asked, (tx, sight, filter) => OverdueList.Of(tx, sight, filter, stop), stop));
        v1.MapGet("/tasks", (HttpContext context, Reader read, [AsParameters] Asked asked, CancellationToken stop) =>
            read.Tasks(context, asked, stop));
        v1.MapGet("/units/{inspection:guid}", (
            Guid inspection, HttpContext context, Reader read, CancellationToken stop) =>
            read.Case(context, inspection, stop));
        v1.MapGet("/history/{subject:guid}", (
            Guid subject, HttpContext context, Reader read, CancellationToken stop) =>
            read.History(context, subject, stop));
    }
}

/// <summary>Reads for whoever asks, as far as they may see.</summary>
internal sealed class Reader(Database db, BusinessClock clock, InstanceHistory history)
{
    public async Task<IResult> List<T>(
        HttpContext context, ReadApi.Asked asked, Func<Tx, Sight, ListFilter, Task<Listed<T>>> read,
        CancellationToken stop) => context.Actor() is not { } actor
            ? ApiParts.Nobody()
            : Sight.Of(actor) is { } sight
                ? Results.Ok(await db.InTransaction(tx => read(tx, sight, asked.Filter(clock)), stop))
                : ApiParts.Refused([RightTable.Check(actor, Act.ReadCases, new ScopeOf())!]);

    public async Task<IResult> Tasks(HttpContext context, ReadApi.Asked asked, CancellationToken stop) =>
        context.Actor() is { } actor
            ? Results.Ok(await db.InTransaction(
                tx => TaskList.Of(tx, actor, asked.Filter(clock), [], stop), stop))
            : ApiParts.Nobody();

    public async Task<IResult> Case(HttpContext context, Guid inspection, CancellationToken stop)
    {
        if (context.Actor() is not { } actor)
            return ApiParts.Nobody();
        if (Sight.Of(actor) is not { } sight)
            return ApiParts.Refused([RightTable.Check(actor, Act.ReadCases, new ScopeOf())!]);
        return await db.InTransaction(tx => ReadCaseStory.Of(tx, sight, inspection, stop), stop) is { } story
            ? Results.Ok(story)
            : Results.NotFound();
    }

    /// <summary>What happened to the instances that accompany an object, eldest first.</summary>
    public async Task<IResult> History(HttpContext context, Guid subject, CancellationToken stop)
    {
        if (context.Actor() is not { } actor)
            return ApiParts.Nobody();
        if (RightTable.Check(actor, Act.ReadAudit, new ScopeOf()) is { } forbidden)
            return ApiParts.Refused([forbidden]);
        return Results.Ok(await db.InTransaction(async tx =>
        {
            var told = new List<object>();
            foreach (var instance in await InstanceHistory.OfCorrelation(tx, subject.ToString(), stop))
                told.Add(new
                {
                    Instance = instance,
                    Entries = await history.Read(tx, instance.Id, 1, stop),
                    Waits = await history.Waits(tx, instance.Id, stop),
                });
            return told;
        }, stop));
    }
}
