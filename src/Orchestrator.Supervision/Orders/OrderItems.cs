using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// 问题清单 of an order. Items join and leave until it is signed; after that only the part that is split off an item
/// joins. What the order is about and how long it gives follow from the list.
/// </summary>
internal static class OrderItems
{
    /// <summary>
    /// An item that is listed already gets the new cause; a missing first report replaces no other. It stays the cause
    /// in the second order too, because the report resolves that one as well.
    /// </summary>
    public static Task<int> Add(Tx tx, Guid order, NewOrder drafted, CancellationToken stop) => tx.Execute($"""
        INSERT INTO supervision.order_item (order_id, item_id, position, original_due_on, state_at_issue, cause)
        SELECT {order}, item.id,
               coalesce((SELECT max(position) FROM supervision.order_item WHERE order_id = {order}), 0)
                   + row_number() OVER (ORDER BY item.number),
               coalesce(item.original_due_on, {drafted.ThresholdOn}), item.state,
               CASE WHEN {drafted.Cause.ToString()} = 'OrderMissed' AND EXISTS (
                         SELECT FROM supervision.order_item AS held
                         WHERE held.order_id = {drafted.Previous}::uuid AND held.item_id = item.id
                           AND held.cause = 'NoFirstReport')
                    THEN 'NoFirstReport' ELSE {drafted.Cause.ToString()} END
        FROM supervision.problem_item AS item
        WHERE item.id = ANY ({drafted.Items.ToArray()})
        ON CONFLICT (order_id, item_id) DO UPDATE SET cause = EXCLUDED.cause
        WHERE EXCLUDED.cause <> 'NoFirstReport'
        """, stop);

    /// <summary>The first report may come now: the order keeps the item all the same.</summary>
    public static Task<int> IsLateItself(Tx tx, Guid order, Guid item, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.order_item SET cause = 'NothingReceived'
        WHERE order_id = {order} AND item_id = {item} AND cause = 'NoFirstReport'
        """, stop);

    /// <summary>§7: a part stays in the order of its parent. The orders that list it now.</summary>
    public static async Task<Guid[]> AddPart(Tx tx, Guid parent, Guid part, CancellationToken stop) =>
    [
        .. await tx.Query($"""
            INSERT INTO supervision.order_item (order_id, item_id, position, original_due_on, state_at_issue, cause)
            SELECT live.id, part.id, (SELECT max(position) + 1 FROM supervision.order_item WHERE order_id = live.id),
                   part.due_on, part.state, CASE listed.cause WHEN 'Critical' THEN 'Critical' ELSE 'PartialAfterDue' END
            FROM supervision.supervisory_order AS live
            JOIN supervision.order_item AS listed
              ON listed.order_id = live.id AND listed.item_id = {parent} AND listed.outcome IS NULL
            JOIN supervision.problem_item AS part ON part.id = {part}
            WHERE live.state IN ('Draft', 'PendingSign', 'Issued', 'Acknowledged', 'Answered')
            RETURNING order_id
            """, row => row.GetGuid(0), stop),
    ];

    /// <summary>
    /// What needs no urging any more leaves the draft before its issue (E-01): a report that is being looked at, a
    /// first report that came, an item with a date of its own ahead. How many are left.
    /// </summary>
    public static async Task<int> Leave(
        Tx tx, Guid order, (RuleBook Rules, DateOnly Today) by, CancellationToken stop)
    {
        var owed = await tx.Query($"""
            SELECT duty.id, listed.cause = 'OrderMissed'
            FROM supervision.order_item AS listed
            JOIN supervision.obligation AS duty ON duty.item_id = listed.item_id AND duty.state = 'Running'
            WHERE listed.order_id = {order} AND listed.cause IN ('NothingReceived', 'PartialAfterDue', 'OrderMissed')
            """, row => (Duty: row.GetGuid(0), IsUnderOrder: row.GetBoolean(1)), stop);
        var duties = await ObligationRow.Read(tx, [.. owed.Select(one => one.Duty)], stop);
        var givenTime = new List<Guid>();
        foreach (var (row, isUnderOrder) in owed.Select(one => (duties[one.Duty], one.IsUnderOrder)))
        {
            var kept = row.KeptUntil(await by.Rules.Read(tx, row.Calendar, row.Profile, stop));
            if (kept >= by.Today || (!isUnderOrder && row.DueOn >= by.Today))
                givenTime.Add(row.Item!.Value);
        }

        await tx.Execute($"""
            DELETE FROM supervision.order_item AS listed
            USING supervision.problem_item AS item
            WHERE listed.order_id = {order} AND item.id = listed.item_id
              AND (item.state NOT IN ('Open', 'PlanSubmitted', 'InRectification', 'Returned', 'NotRectified',
                                      'Reopened', 'LongTerm')
                   OR item.id = ANY ({givenTime.ToArray()})
                   OR listed.cause = 'OrderMissed' AND NOT EXISTS (
                          SELECT FROM supervision.order_item AS held
                          JOIN supervision.supervisory_order AS first ON first.id = held.order_id
                          WHERE held.item_id = item.id AND held.outcome IS NULL AND first.level = 'First'
                            AND first.state IN ('Issued', 'Acknowledged', 'Answered') AND first.due_on < {by.Today})
                   OR listed.cause = 'NoFirstReport' AND EXISTS (
                          SELECT FROM supervision.rectification_report AS report
                          WHERE report.unit_inspection_id = item.unit_inspection_id AND report.kind = 'First'))
            """, stop);
        return await tx.Execute($"""
            UPDATE supervision.order_item AS listed SET state_at_issue = item.state
            FROM supervision.problem_item AS item
            WHERE listed.order_id = {order} AND item.id = listed.item_id
            """, stop);
    }

    /// <summary>督办事项 and the days of the order (TM-25, TM-26), from what it lists now.</summary>
    public static async Task Settle(Tx tx, Guid order, DeadlineProfile profile, CancellationToken stop)
    {
        var listed = await tx.Query($"""
            SELECT listed.cause, item.severity, draft.level
            FROM supervision.order_item AS listed
            JOIN supervision.problem_item AS item ON item.id = listed.item_id
            JOIN supervision.supervisory_order AS draft ON draft.id = listed.order_id
            WHERE listed.order_id = {order}
            """, row => (Cause: Enum.Parse<OrderCause>(row.GetString(0)),
                Severity: Enum.Parse<Severity>(row.GetString(1)),
                Level: Enum.Parse<OrderLevel>(row.GetString(2))), stop);
        if (listed.Count == 0)
            return;
        var limit = OrderLimit.Of(listed[0].Level, listed.Max(one => one.Severity), profile);
        await tx.Execute($"""
            UPDATE supervision.supervisory_order
            SET matter = {OrderCauses.Matter(listed.Select(one => one.Cause))}, limit_days = {limit.Count}
            WHERE id = {order}
            """, stop);
    }

    /// <summary>The first report came: what an order lists for its want alone is resolved. Those orders.</summary>
    public static async Task<Guid[]> FirstReportCame(Tx tx, Guid inspection, CancellationToken stop) =>
    [
        .. (await tx.Query($"""
            UPDATE supervision.order_item AS listed SET outcome = 'ResolvedUnderOrder'
            FROM supervision.supervisory_order AS running
            WHERE running.id = listed.order_id AND running.unit_inspection_id = {inspection}
              AND running.state IN ('Issued', 'Acknowledged', 'Answered')
              AND listed.cause = 'NoFirstReport' AND listed.outcome IS NULL
            RETURNING listed.order_id
            """, row => row.GetGuid(0), stop)).Distinct(),
    ];

    /// <summary>L3: what a second order lists leaves the first orders that hold it. Those orders.</summary>
    public static async Task<Guid[]> Escalate(Tx tx, Guid second, CancellationToken stop) =>
    [
        .. (await tx.Query($"""
            UPDATE supervision.order_item AS held SET outcome = 'Escalated'
            FROM supervision.supervisory_order AS first, supervision.order_item AS urged
            WHERE urged.order_id = {second} AND held.item_id = urged.item_id AND held.outcome IS NULL
              AND first.id = held.order_id AND first.level = 'First'
              AND first.state IN ('Issued', 'Acknowledged', 'Answered')
            RETURNING held.order_id
            """, row => row.GetGuid(0), stop)).Distinct(),
    ];
}
