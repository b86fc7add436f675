using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// E-15: an item that is extended while an order urges it gives the order the later date: a running one at once,
/// one that nobody has signed for when its own limit is counted.
/// </summary>
internal static class OrderDates
{
    public static Task<int> Follow(Tx tx, IReadOnlyList<DutyMove> moves, CancellationToken stop)
    {
        var ofOrders = moves.Where(move => move.Duty.Order is not null).ToList();
        T[] Column<T>(Func<DutyMove, T> value) => [.. ofOrders.Select(value)];
        return tx.Execute($"""
            UPDATE supervision.supervisory_order AS running
            SET due_on = moved.due_on, due_explanation = moved.explanation
            FROM unnest({Column(one => one.Duty.Order!.Value)}, {Column(one => one.DueOn)},
                        {Column(one => one.Explanation)}) AS moved (id, due_on, explanation)
            WHERE running.id = moved.id
            """, stop);
    }

    public static async Task Extend(Tx tx, Guid item, Deadline deadline, Step step, CancellationToken stop)
    {
        var moved = await tx.Query($"""
            UPDATE supervision.supervisory_order AS running
            SET due_on = {deadline.DueOn}, due_explanation = {deadline.Explanation}
            FROM supervision.order_item AS listed
            WHERE listed.order_id = running.id AND listed.item_id = {item} AND listed.outcome IS NULL
              AND running.state IN ('Acknowledged', 'Answered') AND running.due_on < {deadline.DueOn}
            RETURNING running.id
            """, row => row.GetGuid(0), stop);
        await AuditEntry.Write(tx, [.. moved.Select(order => new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = "MoveDate",
            Kind = CaseKind.SupervisoryOrder,
            Subject = order,
            Detail = Json.Of(
            [
                KeyValuePair.Create("newDueOn", JsonSerializer.SerializeToElement(deadline.DueOn)),
                KeyValuePair.Create("explanation", Json.Of(deadline.Explanation)),
            ]),
        })], stop);
    }

    public static async Task<Deadline> AtReceipt(Tx tx, Guid order, Deadline counted, CancellationToken stop)
    {
        var (dueOn, explanation) = await tx.QueryOne($"""
            SELECT item.due_on, item.due_explanation
            FROM supervision.order_item AS listed
            JOIN supervision.problem_item AS item ON item.id = listed.item_id
            JOIN supervision.supervisory_order AS issued ON issued.id = listed.order_id
            WHERE listed.order_id = {order} AND listed.outcome IS NULL AND item.due_on > {counted.DueOn}
              AND EXISTS (
                    SELECT FROM supervision.extension_request AS asked
                    WHERE asked.item_id = item.id AND asked.state = 'Granted' AND asked.decided_at >= issued.drafted_at)
            ORDER BY item.due_on DESC, item.number
            LIMIT 1
            """, row => (row.GetFieldValue<DateOnly>(0), row.GetString(1)), stop);
        return explanation is null ? counted : counted with { DueOn = dueOn, Explanation = explanation };
    }
}
