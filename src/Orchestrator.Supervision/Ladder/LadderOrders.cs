using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Ladder;

/// <summary>What an order step finds under the lock of its unit inspection.</summary>
/// <param name="Order">The order that urges already what the step is about; null: none does.</param>
/// <param name="Items">What a new order would have to list.</param>
/// <param name="Given">The last day of what is still listed and has a date of its own ahead.</param>
internal sealed record OrderLook(Guid? Order, IReadOnlyList<Guid> Items, DateOnly? Given)
{
    /// <summary>The first day on which one of the items reached the order.</summary>
    public DateOnly ThresholdOn { get; init; }
}

/// <summary>
/// The orders that ladders open: one per unit inspection, level and day. Each duty is planned by the versions that it
/// has itself, so that it is the same whose ladder comes first (§2, docs/adr/0004).
/// </summary>
public sealed class LadderOrders(OpenOrders orders, OpenInterviews interviews, RuleBook rules)
{
    internal async Task<OrderLook> Look(Tx tx, DueStep due, CancellationToken stop)
    {
        if (due.Step is not { Level: >= EscalationLevel.FirstOrder } step)
            return new OrderLook(null, [], null);
        var reached = due.Duty.Duty == Duty.ItemReport ? await SameThreshold(tx, due, stop) : [];
        var (items, given) = due.Duty.Duty switch
        {
            Duty.ItemReport => ([.. reached.Select(one => one.Item)], null),
            Duty.OrderAnswer => await StillListed(tx, due, stop),
            _ => (await AllOpen(tx, due.Duty.UnitInspection, stop), (DateOnly?)null),
        };

        // What the second order still lists is what the interview is about; no order stands in its way.
        if (step.Level == EscalationLevel.Interview)
            return new OrderLook(null, items, given) { ThresholdOn = step.On };

        // An item that an order of this level or above already urges is not urged by another, whichever day that one
        // was for.
        var urged = await Urged(tx, due.Duty.UnitInspection, (step.Level, items), stop);
        var left = items.Where(item => !urged.ContainsKey(item)).ToList();
        var by = due.Duty.Item is { } own
            ? urged.GetValueOrDefault(own)
            : left.Count == 0 ? urged.Values.FirstOrDefault() : default;
        return new OrderLook(by == default ? null : by, left, given)
        {
            ThresholdOn = reached.Where(one => left.Contains(one.Item)).Select(one => one.On)
                .DefaultIfEmpty(step.On).Min(),
        };
    }

    private static async Task<Dictionary<Guid, Guid>> Urged(
        Tx tx, Guid inspection, (EscalationLevel Level, IReadOnlyList<Guid> Items) what, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT DISTINCT ON (listed.item_id) listed.item_id, live.id
            FROM supervision.order_item AS listed
            JOIN supervision.supervisory_order AS live ON live.id = listed.order_id
            WHERE live.unit_inspection_id = {inspection} AND listed.item_id = ANY ({what.Items.ToArray()})
              AND listed.outcome IS NULL AND (live.level = 'Second' OR {what.Level == EscalationLevel.FirstOrder})
              AND live.state IN ('Draft', 'PendingSign', 'Issued', 'Acknowledged', 'Answered')
            ORDER BY listed.item_id, live.level DESC
            """, row => (Item: row.GetGuid(0), Order: row.GetGuid(1)), stop);
        return rows.ToDictionary(row => row.Item, row => row.Order);
    }

    internal Task<(Guid Order, bool IsNew)> Open(Tx tx, DueStep due, OrderLook found, CancellationToken stop)
    {
        var second = due.Step!.Level == EscalationLevel.SecondOrder;
        return orders.Draft(tx, new NewOrder
        {
            Subject = due.Subject,
            Level = second ? OrderLevel.Second : OrderLevel.First,
            Cause = due.Duty.Duty switch
            {
                Duty.OrderAnswer => OrderCause.OrderMissed,
                Duty.FirstReport => OrderCause.NoFirstReport,
                _ => OrderCause.NothingReceived,
            },
            ThresholdOn = found.ThresholdOn,
            Items = found.Items,
            Previous = second ? due.Duty.Order : null,
        }, Step.By(new Actor.Clock(), due.Call.Now), stop);
    }

    /// <summary>L4. False: an interview of this unit and campaign is under way already.</summary>
    internal async Task<bool> ProposeInterview(Tx tx, DueStep due, CancellationToken stop)
    {
        var number = await tx.QueryOne($"""
            SELECT document.number
            FROM supervision.supervisory_order AS missed
            JOIN supervision.document AS document ON document.id = missed.document_id
            WHERE missed.id = {due.Duty.Order}
            """, row => row.GetString(0), stop);
        return await interviews.Propose(tx, new NewInterview
        {
            Subject = due.Subject,
            Cause = InterviewCause.OrderMissed,
            Ground = InterviewGround.RectificationPoor,
            Fact = $"第二次督办单（{number}）逾期未办结",
            Order = due.Duty.Order,
        }, Step.By(new Actor.Clock(), due.Call.Now), stop);
    }

    /// <summary>An item that an order lists only for want of the first report is urged for itself now.</summary>
    internal static Task Join(Tx tx, DueStep due, Guid order, CancellationToken stop) =>
        due.Duty.Item is { } item ? OrderItems.IsLateItself(tx, order, item, stop) : Task.CompletedTask;

    /// <summary>Every item of the unit whose own ladder has reached an order by now, and on which day.</summary>
    private async Task<IReadOnlyList<(Guid Item, DateOnly On)>> SameThreshold(
        Tx tx, DueStep due, CancellationToken stop)
    {
        var ids = await tx.Query($"""
            SELECT duty.id
            FROM supervision.obligation AS duty
            JOIN supervision.problem_item AS item ON item.id = duty.item_id
            WHERE duty.unit_inspection_id = {due.Duty.UnitInspection}
              AND duty.duty = 'ItemReport' AND duty.state = 'Running'
            ORDER BY item.number
            """, row => row.GetGuid(0), stop);
        var duties = await ObligationRow.Read(tx, ids, stop);
        var outages = await ObligationRow.Outages(tx, duties.Values, due.Call.Now, stop);
        var today = ShanghaiTime.DateOf(due.Call.Now);
        var reached = new List<(Guid, DateOnly)>();
        foreach (var duty in ids.Select(id => duties[id]))
        {
            var plan = duty.Plan(await rules.Read(tx, duty.Calendar, duty.Profile, stop), today, outages);
            reached.AddRange(plan
                .Where(step => step.Key.Act == LadderAct.OpenFirstOrder && step.Moment <= due.Call.Now)
                .Select(step => (duty.Item!.Value, step.On)));
        }

        return reached;
    }

    /// <summary>What the order still lists; what was just returned keeps its days first (§8).</summary>
    private async Task<(IReadOnlyList<Guid> Items, DateOnly? Given)> StillListed(
        Tx tx, DueStep due, CancellationToken stop)
    {
        var listed = await tx.Query($"""
            SELECT item.id, duty.id, listed.cause = 'NoFirstReport'
            FROM supervision.order_item AS listed
            JOIN supervision.problem_item AS item ON item.id = listed.item_id
            LEFT JOIN supervision.obligation AS duty ON duty.item_id = item.id AND duty.state = 'Running'
            WHERE listed.order_id = {due.Duty.Order} AND listed.outcome IS NULL
              AND item.state IN ('Open', 'PlanSubmitted', 'InRectification', 'Returned', 'NotRectified', 'Reopened',
                                 'LongTerm')
            ORDER BY listed.position
            """, row => (Item: row.GetGuid(0), Duty: row.IsDBNull(1) ? Guid.Empty : row.GetGuid(1),
                OwesFirst: row.GetBoolean(2)), stop);
        var duties = await ObligationRow.Read(tx, [.. listed.Select(one => one.Duty)], stop);
        var today = ShanghaiTime.DateOf(due.Call.Now);
        var kept = new Dictionary<Guid, DateOnly?>();
        foreach (var duty in duties.Values)
            kept[duty.Id] = duty.KeptUntil(await rules.Read(tx, duty.Calendar, duty.Profile, stop));

        // A critical item is urged before its letter is received: then it has no duty of its own yet.
        var given = listed.Where(one => !one.OwesFirst && kept.GetValueOrDefault(one.Duty) >= today).ToList();
        return ([.. listed.Except(given).Select(one => one.Item)], given.Max(one => kept[one.Duty]));
    }

    /// <summary>A missed first report covers all open items of the unit (§8).</summary>
    private static Task<IReadOnlyList<Guid>> AllOpen(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT id FROM supervision.problem_item
        WHERE unit_inspection_id = {inspection}
          AND state IN ('Open', 'PlanSubmitted', 'InRectification', 'Returned', 'NotRectified', 'Reopened', 'LongTerm')
        ORDER BY number
        """, row => row.GetGuid(0), stop);
}
