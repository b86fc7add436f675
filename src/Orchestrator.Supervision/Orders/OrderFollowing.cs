using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// A running order follows what it lists: answered when every open item is under review, closed with
/// ResolvedUnderOrder when every item is verified. A late answer closes it; it is never withdrawn for that (§8, E-02).
/// </summary>
public sealed class OrderFollowing(OrderSteps steps, ReceivedOrders received, TaskAnswers answers)
{
    private const string Dropped = "所列问题已撤销";

    private sealed record Listed(Guid Order, OrderState State, ItemState Item, string? Outcome)
    {
        public bool IsOpen => Outcome is null && !ItemMoves.EndsLadder(Item);
    }

    /// <summary>What follows from moves of these items. Their inspection is locked.</summary>
    public async Task Follow(Tx tx, Guid[] items, Step step, CancellationToken stop)
    {
        var orders = await tx.Query(
            $"SELECT DISTINCT order_id FROM supervision.order_item WHERE item_id = ANY ({items})",
            row => row.GetGuid(0), stop);
        if (orders.Count == 0)
            return;
        await LeaveDrafts(tx, items, step, stop);
        await Receive(tx, await ReportedUnder(tx, items, stop), step, stop);
        await tx.Execute($"""
            UPDATE supervision.order_item AS listed
            SET outcome = CASE item.state WHEN 'Dropped' THEN 'Removed' ELSE 'ResolvedUnderOrder' END
            FROM supervision.problem_item AS item, supervision.supervisory_order AS running
            WHERE listed.item_id = ANY ({items}) AND item.id = listed.item_id AND running.id = listed.order_id
              AND running.state IN ('Issued', 'Acknowledged', 'Answered') AND listed.outcome IS NULL
              AND item.state IN ('Verified', 'ClosurePublicity', 'Closed', 'PartiallyRectified', 'Dropped',
                                 'Transferred')
            """, stop);
        await Settle(tx, [.. orders], step, stop);
    }

    /// <summary>L3: a second order was issued; the first ones keep what it does not list, or end.</summary>
    public async Task Escalate(Tx tx, Guid second, Step step, CancellationToken stop) =>
        await Settle(tx, await OrderItems.Escalate(tx, second, stop), step, stop);

    /// <summary>The first report came, in time or late: orders that missed nothing else close (§8).</summary>
    public async Task FirstReportCame(Tx tx, Guid inspection, Step step, CancellationToken stop)
    {
        await InspectionLock.Take(tx, [inspection], stop);
        var issued = await tx.Query($"""
            SELECT DISTINCT issued.id
            FROM supervision.supervisory_order AS issued
            JOIN supervision.order_item AS listed ON listed.order_id = issued.id AND listed.cause = 'NoFirstReport'
            WHERE issued.unit_inspection_id = {inspection} AND issued.state = 'Issued'
            """, row => row.GetGuid(0), stop);
        await Receive(tx, issued, step, stop);
        await Settle(tx, await OrderItems.FirstReportCame(tx, inspection, stop), step, stop);
    }

    /// <summary>§3.2: a report about what an order lists shows that the unit has the order.</summary>
    private async Task Receive(Tx tx, IReadOnlyList<Guid> waiting, Step step, CancellationToken stop)
    {
        var subjects = await CaseRows.Read(tx, waiting, stop);
        foreach (var order in waiting.Order())
        {
            var asked = await TaskAnswers.LockOpen(tx, order, "order-receipt", stop);
            var arrival = new Arrival(subjects[order], ReceiptKind.Submission, ShanghaiTime.DateOf(step.At));
            if (await received.Run(tx, arrival, step, stop) is null && asked is not null)
                await answers.Give(tx, asked, ("Received", null), step, stop);
        }
    }

    /// <summary>Orders that nobody has signed for and that list what was just reported.</summary>
    private static Task<IReadOnlyList<Guid>> ReportedUnder(Tx tx, Guid[] items, CancellationToken stop) => tx.Query($"""
        SELECT DISTINCT issued.id
        FROM supervision.supervisory_order AS issued
        JOIN supervision.order_item AS listed ON listed.order_id = issued.id AND listed.outcome IS NULL
        JOIN supervision.problem_item AS item ON item.id = listed.item_id
        WHERE item.id = ANY ({items}) AND item.state = 'ReportSubmitted' AND issued.state = 'Issued'
        """, row => row.GetGuid(0), stop);

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

    private async Task Settle(Tx tx, Guid[] orders, Step step, CancellationToken stop)
    {
        var listed = await tx.Query($"""
            SELECT running.id, running.state, item.state, listed.outcome
            FROM supervision.supervisory_order AS running
            JOIN supervision.order_item AS listed ON listed.order_id = running.id
            JOIN supervision.problem_item AS item ON item.id = listed.item_id
            WHERE running.state IN ('Issued', 'Acknowledged', 'Answered') AND running.id = ANY ({orders})
            ORDER BY running.id
            """, row => new Listed(row.GetGuid(0), Enum.Parse<OrderState>(row.GetString(1)),
                Enum.Parse<ItemState>(row.GetString(2)), row.IsDBNull(3) ? null : row.GetString(3)), stop);
        foreach (var order in listed.GroupBy(one => (one.Order, one.State)))
        {
            foreach (var move in Moves(order.Key, [.. order]))
                await steps.Move(tx, move, step, stop);
        }
    }

    private static IEnumerable<OrderMove> Moves((Guid Order, OrderState State) order, IReadOnlyList<Listed> listed)
    {
        var open = listed.Where(one => one.IsOpen).ToList();
        var isUnderReview = open.Count > 0 && open.All(one => ItemMoves.PausesLadder(one.Item));
        if (open.Count == 0 && listed.Any(one => one.Outcome == "Escalated"))
            yield return new(order.Order, OrderTrigger.Escalate) { EndReason = "首次督办未办结，转二次督办" };
        else if (open.Count == 0)
        {
            var why = listed.All(one => one.Item == ItemState.Dropped) ? Dropped : "ResolvedUnderOrder";
            yield return new(order.Order, OrderTrigger.VerifyAll);
            yield return new(order.Order, OrderTrigger.Close) { EndReason = why };
        }
        else if (isUnderReview && order.State != OrderState.Answered)
            yield return new(order.Order, OrderTrigger.Answer);
        else if (!isUnderReview && order.State == OrderState.Answered)
            yield return new(order.Order, OrderTrigger.ReturnAnswer);
    }
}
