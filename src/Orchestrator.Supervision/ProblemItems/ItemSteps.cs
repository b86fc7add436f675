using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>One move of one item.</summary>
public readonly record struct ItemMove(Guid Item, ItemTrigger Trigger);

/// <summary>
/// Moves problem items through their table: the only writer of their state. Orders follow their items; when the last
/// item of a unit ends, the unit's process is told.
/// </summary>
public sealed class ItemSteps(WorkflowClient workflows, OrderFollowing orders)
{
    public async Task<Problem?> Move(Tx tx, ItemMove move, Step step, CancellationToken stop) =>
        (await Move(tx, [move], step, stop))[0];

    /// <summary>In the order asked: null, or SU012 where the table has no such move.</summary>
    public async Task<IReadOnlyList<Problem?>> Move(
        Tx tx, IReadOnlyList<ItemMove> moves, Step step, CancellationToken stop)
    {
        var states = await Lock(tx, [.. moves.Select(move => move.Item)], stop);
        var decided = moves.Select(move => (Move: move, From: states[move.Item],
            To: ItemMoves.Next(states[move.Item], move.Trigger))).ToList();
        var made = decided.Where(one => one.To is not null).ToList();
        await tx.Execute($"""
            UPDATE supervision.problem_item AS item
            SET state = moved.state, state_since = {step.At.ToUniversalTime()},
                closure_id = CASE WHEN moved.state = 'Closed' THEN (
                    SELECT closure.id FROM supervision.closure
                    WHERE closure.item_id = item.id AND closure.generation = item.generation) END
            FROM unnest({made.Select(one => one.Move.Item).ToArray()},
                        {made.Select(one => one.To!.Value.ToString()).ToArray()}) AS moved (id, state)
            WHERE item.id = moved.id
            """, stop);
        await AuditEntry.Write(tx, [.. made.Select(one => new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = one.Move.Trigger.ToString(),
            Kind = CaseKind.ProblemItem,
            Subject = one.Move.Item,
            Before = one.From.ToString(),
            After = one.To.ToString(),
            Detail = step.Detail,
        })], stop);
        await orders.Follow(tx, [.. made.Select(one => one.Move.Item)], step, stop);
        await TellInspections(
            tx, [.. made.Where(one => ItemMoves.IsTerminal(one.To!.Value)).Select(one => one.Move.Item)], stop);
        return [.. decided.Select(one => one.To is null ? ItemMoves.Refusal(one.From, one.Move.Trigger) : null)];
    }

    private static async Task<Dictionary<Guid, ItemState>> Lock(Tx tx, Guid[] items, CancellationToken stop)
    {
        await InspectionLock.OfItems(tx, items, stop);
        return (await tx.Query($"""
            SELECT id, state FROM supervision.problem_item
            WHERE id = ANY ({items})
            ORDER BY id
            FOR NO KEY UPDATE
            """, row => (Id: row.GetGuid(0), State: Enum.Parse<ItemState>(row.GetString(1))), stop))
            .ToDictionary(row => row.Id, row => row.State);
    }

    private async Task TellInspections(Tx tx, Guid[] ended, CancellationToken stop)
    {
        if (ended.Length == 0)
            return;

        var done = await tx.Query($"""
            SELECT unit_inspection_id
            FROM supervision.problem_item
            WHERE unit_inspection_id IN (
                SELECT unit_inspection_id FROM supervision.problem_item WHERE id = ANY ({ended}))
            GROUP BY unit_inspection_id
            HAVING bool_and(state IN ('Closed', 'Dropped', 'Transferred'))
            """, row => row.GetGuid(0), stop);
        var parents = await tx.Query($"""
            SELECT parent_id FROM supervision.problem_item
            WHERE id = ANY ({ended}) AND parent_id IS NOT NULL AND state = 'Closed'
            """, row => row.GetGuid(0), stop);
        await workflows.Publish(tx,
        [
            .. parents.Select(parent => new PublishedEvent("ChildClosed", parent.ToString(), Json.EmptyObject)),
            .. done.Select(one => new PublishedEvent("AllItemsTerminal", one.ToString(), Json.EmptyObject)),
        ], stop);
    }
}
