using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Ladder;

/// <summary>What an order step finds under the lock of its unit inspection.</summary>
internal sealed record OrderLook(bool IsListed, Guid? Order, IReadOnlyList<Guid> Items);

/// <summary>The orders that ladders open: one per unit inspection, level and day.</summary>
public sealed class LadderOrders(OpenOrders orders)
{
    internal static async Task<OrderLook> Look(Tx tx, DueStep due, CancellationToken stop)
    {
        if (due.Step is not { Level: >= EscalationLevel.FirstOrder } step)
            return new OrderLook(false, null, []);

        // An item that an order of this level already urges is not urged by another, whichever day that one was for.
        var level = step.Level == EscalationLevel.SecondOrder ? OrderLevel.Second : OrderLevel.First;
        var items = due.Duty.Duty switch
        {
            Duty.ItemReport => await SameThreshold(tx, due, step, stop),
            Duty.OrderAnswer => await StillListed(tx, due.Duty.Order!.Value, stop),
            _ => await AllOpen(tx, due.Duty.UnitInspection, stop),
        };
        var listed = await tx.QueryOne($"""
            SELECT opened.id
            FROM supervision.supervisory_order AS opened
            WHERE opened.unit_inspection_id = {due.Duty.UnitInspection} AND opened.level = {level.ToString()}
              AND CASE WHEN {due.Duty.Item}::uuid IS NULL
                  THEN opened.threshold_on = {step.On} AND opened.trigger IN ('NothingReceived', 'OrderMissed')
                       AND opened.state <> 'Voided'
                  ELSE opened.state IN ('Draft', 'PendingSign', 'Issued', 'Acknowledged', 'Answered') AND EXISTS (
                       SELECT FROM supervision.order_item
                       WHERE order_id = opened.id AND item_id = {due.Duty.Item}::uuid AND outcome IS NULL)
                  END
            LIMIT 1
            """, row => row.GetGuid(0), stop);
        return new OrderLook(listed != default, listed == default ? null : listed, items);
    }

    internal Task<(Guid Order, bool IsNew)> Open(Tx tx, DueStep due, OrderLook found, CancellationToken stop)
    {
        var second = due.Step!.Level == EscalationLevel.SecondOrder;
        return orders.Draft(tx, new NewOrder
        {
            Subject = due.Subject,
            Level = second ? OrderLevel.Second : OrderLevel.First,
            Cause = second ? OrderCause.OrderMissed : OrderCause.NothingReceived,
            Matter = due.Duty.Duty == Duty.FirstReport ? "未按期报送整改情况" : "逾期未完成问题整改",
            ThresholdOn = due.Step.On,
            Items = found.Items,
            Previous = second ? due.Duty.Order : null,
        }, Step.By(new Actor.Clock(), due.Call.Now), stop);
    }

    /// <summary>Every item of the unit whose own ladder reaches an order by this day, this one's included.</summary>
    private static async Task<IReadOnlyList<Guid>> SameThreshold(
        Tx tx, DueStep due, LadderStep step, CancellationToken stop)
    {
        var ids = await tx.Query($"""
            SELECT duty.id
            FROM supervision.obligation AS duty
            JOIN supervision.problem_item AS item ON item.id = duty.item_id
            WHERE duty.unit_inspection_id = {due.Duty.UnitInspection}
              AND duty.duty = 'ItemReport' AND duty.state = 'Running'
              AND NOT EXISTS (
                    SELECT FROM supervision.order_item AS listed
                    JOIN supervision.supervisory_order AS running ON running.id = listed.order_id
                    WHERE listed.item_id = item.id AND listed.outcome IS NULL AND running.level = 'First'
                      AND running.state IN ('Issued', 'Acknowledged', 'Answered'))
            ORDER BY item.number
            """, row => row.GetGuid(0), stop);
        var duties = await ObligationRow.Read(tx, ids, stop);
        var today = ShanghaiTime.DateOf(due.Call.Now);
        return [.. ids.Select(id => duties[id])
            .Where(duty => duty.Plan(due.Rules, today, due.Outages).Any(planned =>
                planned.Key.Act == LadderAct.OpenFirstOrder && planned.On <= step.On))
            .Select(duty => duty.Item!.Value)];
    }

    private static Task<IReadOnlyList<Guid>> StillListed(Tx tx, Guid order, CancellationToken stop) => tx.Query($"""
        SELECT item.id
        FROM supervision.order_item AS listed
        JOIN supervision.problem_item AS item ON item.id = listed.item_id
        WHERE listed.order_id = {order} AND listed.outcome IS NULL
          AND item.state IN ('Open', 'PlanSubmitted', 'InRectification', 'Returned', 'NotRectified', 'Reopened',
                             'LongTerm')
        ORDER BY listed.position
        """, row => row.GetGuid(0), stop);

    /// <summary>A missed first report covers all open items of the unit (§8).</summary>
    private static Task<IReadOnlyList<Guid>> AllOpen(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT id FROM supervision.problem_item
        WHERE unit_inspection_id = {inspection}
          AND state IN ('Open', 'PlanSubmitted', 'InRectification', 'Returned', 'NotRectified', 'Reopened', 'LongTerm')
        ORDER BY number
        """, row => row.GetGuid(0), stop);
}
