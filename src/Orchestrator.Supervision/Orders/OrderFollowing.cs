using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// A running order follows what it lists: answered when every open item is under review, closed with
/// ResolvedUnderOrder when every item is verified. A late answer closes it; it is never withdrawn for that (§8, E-02).
/// </summary>
public sealed class OrderFollowing(OrderSteps steps)
{
    private const string Dropped = "所列问题已撤销";

    private sealed record Listed(Guid Order, OrderState State, ItemState Item);

    public async Task Follow(Tx tx, Guid[] items, Step step, CancellationToken stop)
    {
        if (items.Length == 0)
            return;
        await LeaveDrafts(tx, items, step, stop);
        await tx.Execute($"""
            UPDATE supervision.order_item AS listed
            SET outcome = CASE item.state WHEN 'Dropped' THEN 'Removed' ELSE 'ResolvedUnderOrder' END
            FROM supervision.problem_item AS item, supervision.supervisory_order AS running
            WHERE listed.item_id = ANY ({items}) AND item.id = listed.item_id AND running.id = listed.order_id
              AND running.state IN ('Issued', 'Acknowledged', 'Answered') AND listed.outcome IS NULL
              AND item.state IN ('Verified', 'ClosurePublicity', 'Closed', 'PartiallyRectified', 'Dropped',
                                 'Transferred')
            """, stop);
        var listed = await tx.Query($"""
            SELECT running.id, running.state, item.state
            FROM supervision.supervisory_order AS running
            JOIN supervision.order_item AS listed ON listed.order_id = running.id
            JOIN supervision.problem_item AS item ON item.id = listed.item_id
            WHERE running.state IN ('Issued', 'Acknowledged', 'Answered')
              AND running.id IN (SELECT order_id FROM supervision.order_item WHERE item_id = ANY ({items}))
            ORDER BY running.id
            """, row => new Listed(row.GetGuid(0), Enum.Parse<OrderState>(row.GetString(1)),
                Enum.Parse<ItemState>(row.GetString(2))), stop);
        foreach (var order in listed.GroupBy(one => (one.Order, one.State)))
            await Follow(tx, order.Key, [.. order.Select(one => one.Item)], (step, stop));
    }

    /// <summary>A draft loses what was dropped; a draft that lists nothing is void and takes no number.</summary>
    private async Task LeaveDrafts(Tx tx, Guid[] items, Step step, CancellationToken stop)
    {
        var left = await tx.Query($"""
            DELETE FROM supervision.order_item AS listed
            USING supervision.problem_item AS item, supervision.supervisory_order AS draft
            WHERE listed.item_id = ANY ({items}) AND item.id = listed.item_id AND item.state = 'Dropped'
              AND draft.id = listed.order_id AND draft.state IN ('Draft', 'PendingSign')
            RETURNING draft.id
            """, row => row.GetGuid(0), stop);
        var empty = await tx.Query($"""
            SELECT id FROM supervision.supervisory_order
            WHERE id = ANY ({left.ToArray()})
              AND NOT EXISTS (SELECT FROM supervision.order_item WHERE order_id = supervisory_order.id)
            ORDER BY id
            """, row => row.GetGuid(0), stop);
        foreach (var draft in empty)
        {
            await steps.Move(tx, new OrderMove(draft, OrderTrigger.VoidDraft) { EndReason = Dropped }, step, stop);
            await steps.EndProcess(tx, draft, Dropped, stop);
        }
    }

    private async Task Follow(
        Tx tx, (Guid Order, OrderState State) order, IReadOnlyList<ItemState> items,
        (Step Step, CancellationToken Stop) by)
    {
        var open = items.Where(item => !ItemMoves.EndsLadder(item)).ToList();
        if (open.Count == 0)
        {
            await steps.Move(tx, new OrderMove(order.Order, OrderTrigger.VerifyAll), by.Step, by.Stop);
            var why = items.All(item => item == ItemState.Dropped) ? Dropped : "ResolvedUnderOrder";
            await steps.Move(
                tx, new OrderMove(order.Order, OrderTrigger.Close) { EndReason = why }, by.Step, by.Stop);
        }
        else if (open.All(ItemMoves.PausesLadder) && order.State != OrderState.Answered)
            await steps.Move(tx, new OrderMove(order.Order, OrderTrigger.Answer), by.Step, by.Stop);
        else if (!open.All(ItemMoves.PausesLadder) && order.State == OrderState.Answered)
            await steps.Move(tx, new OrderMove(order.Order, OrderTrigger.ReturnAnswer), by.Step, by.Stop);
    }
}
