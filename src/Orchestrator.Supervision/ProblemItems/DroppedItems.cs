using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What a dropped item changes: itself, its part, what was owed and asked; the unit is told.</summary>
public sealed class DroppedItems(
    ItemSteps items, Obligations obligations, WorkflowClient workflows, LetterRoom letters)
{
    private const string Letter = "M-14.Dropped";

    internal async Task<Problem?> Write(Tx tx, DropItem.Request request, Step step, CancellationToken stop)
    {
        await InspectionLock.OfItems(tx, [request.Item], stop);
        var family = await Family(tx, request.Item, stop);
        if (family is [] || (await CaseRows.Read(tx, [request.Item], stop))[request.Item] is not { } subject)
            return new Problem("SU029", "item", "没有这个问题；请从问题清单重新进入。");
        if (RightTable.Check(step.Actor, Act.DropItem, await ReadScope.Of(tx, subject, stop)) is { } forbidden)
            return forbidden;
        if (family[0] is { Parent: not null })
            return new Problem("SU029", "item", "该问题是从另一问题拆分出来的部分，不能单独撤销；请撤销原问题，两者一并撤销。");
        var detail = Json.Of(
        [
            KeyValuePair.Create("reason", Json.Of(request.Reason.Trim())),
            KeyValuePair.Create("basis", Json.Of(request.Basis.Trim())),
        ]);
        var open = family.Where(one => !ItemMoves.IsTerminal(one.State)).Select(one => one.Id)
            .DefaultIfEmpty(request.Item).ToArray();
        var refusals = await items.Move(
            tx, [.. open.Select(id => new ItemMove(id, ItemTrigger.Drop))], step with { Detail = detail }, stop);
        if (refusals.OfType<Problem>().FirstOrDefault() is { } refusal)
            return refusal;
        await Settle(tx, open, step, stop);
        await Tell(tx, subject, request, step, stop);
        return null;
    }

    /// <summary>Their open tasks close with them.</summary>
    internal async Task EndProcesses(Tx tx, DropItem.Request request, CancellationToken stop) =>
        await workflows.CancelFor(
            tx, [.. (await Family(tx, request.Item, stop)).Select(one => one.Id)], $"问题已撤销：{request.Reason}", stop);

    /// <summary>The item, then what was split off from it; none where there is no such item.</summary>
    private static async Task<IReadOnlyList<(Guid Id, ItemState State, Guid? Parent)>> Family(
        Tx tx, Guid item, CancellationToken stop) => await tx.Query($"""
        SELECT id, state, parent_id FROM supervision.problem_item
        WHERE id = {item} OR parent_id = {item}
        ORDER BY number, id
        FOR NO KEY UPDATE
        """, row => (row.GetGuid(0), Enum.Parse<ItemState>(row.GetString(1)),
            row.IsDBNull(2) ? (Guid?)null : row.GetGuid(2)), stop);

    private async Task Settle(Tx tx, Guid[] dropped, Step step, CancellationToken stop)
    {
        await obligations.VoidItems(tx, dropped, step.At, stop);
        await tx.Execute($"""
            UPDATE supervision.extension_request
            SET state = 'Refused', decided_by = {step.Actor.Key}, decided_as = {nameof(Role.OfficeDirector)},
                decided_at = {step.At.ToUniversalTime()}, decision_reason = '问题已撤销'
            WHERE item_id = ANY ({dropped}) AND state = 'Requested'
            """, stop);
    }

    private async Task Tell(Tx tx, Case subject, DropItem.Request request, Step step, CancellationToken stop)
    {
        var version = await LastAsked.Version(tx, subject.Id, stop)
            ?? await LastAsked.Version(tx, subject.UnitInspection!.Value, stop);
        if (version is { } definition)
            await letters.Send(tx, [new LetterOrder
            {
                Letter = Letter,
                Subject = subject,
                Definition = definition,
                Occasion = "dropped",
                Now = step.At,
                Fields = Json.Nothing
                    .Add("reason", Json.Of(request.Reason.Trim())).Add("basis", Json.Of(request.Basis.Trim())),
            }], stop);
    }
}
