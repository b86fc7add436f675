using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>One campaign, unit, case, item or order, with what belongs to it.</summary>
internal static class OneApi
{
    public static void MapSingles(this RouteGroupBuilder v1)
    {
        v1.MapGet("/campaigns/{id:guid}", (Guid id, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, filter) =>
                await CampaignList.Of(tx, sight, filter with { Campaign = id }, stop) is { Rows: [var campaign] }
                    ? new { Campaign = campaign, Units = await CampaignList.Units(tx, sight, id, stop) }
                    : null, stop))
            .ForHoldersOf(Act.ReadCases).WithTags("督导活动").WithSummary("一项督导活动及其单位");
        v1.MapGet("/units/{code}", (string code, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, filter) =>
                (await UnitList.Of(tx, sight, filter, code, stop)).Rows.SingleOrDefault(), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("单位").WithSummary("一个单位及其联系人");
        v1.MapGet("/units/{inspection:guid}", (Guid inspection, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, _) => await ReadCaseStory.Of(tx, sight, inspection, stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("单位督导")
            .WithSummary("一个单位的督导全过程：发生了什么，在等谁，到什么时候，有哪些文书");
        v1.MapGet("/inspections/{id:guid}", (Guid id, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, _) => await ReadCaseStory.Of(tx, sight, id, stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("单位督导").WithSummary("同上");
        v1.MapGet("/items/{id:guid}", (Guid id, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, filter) =>
                (await ItemList.Of(tx, sight, filter, (id, null, null), stop)).Rows.SingleOrDefault(), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("问题").WithSummary("一个问题");
        v1.MapGet("/orders/{id:guid}", (Guid id, By by, Reader read, CancellationToken stop) =>
            read.One(by, async (tx, sight, filter) => await ReadOrderStory.Of(tx, sight, filter, id, stop), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("督办单")
            .WithSummary("一份督办单：所列问题，何时由谁签收，何时反馈，怎样办结");
    }
}
