using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Orders;

/// <summary>An order about to be drafted; the unit inspection is locked by the caller.</summary>
public sealed record NewOrder
{
    public required Case Subject { get; init; }
    public required OrderLevel Level { get; init; }
    public required OrderCause Cause { get; init; }
    public required DateOnly ThresholdOn { get; init; }
    public required IReadOnlyList<Guid> Items { get; init; }

    /// <summary>The first order that a second one follows.</summary>
    public Guid? Previous { get; init; }
}

/// <summary>Drafts orders. A number comes only with the issue.</summary>
public sealed class OpenOrders(WorkflowClient workflows, RuleBook rules)
{
    /// <summary>
    /// The order, and whether it is new: while one of the same unit and level is unsigned, items are added to it (§8).
    /// </summary>
    public async Task<(Guid Order, bool IsNew)> Draft(Tx tx, NewOrder order, Step step, CancellationToken stop)
    {
        var unsigned = await tx.QueryOne($"""
            SELECT id FROM supervision.supervisory_order
            WHERE unit_inspection_id = {order.Subject.UnitInspection} AND level = {order.Level.ToString()}
              AND state IN ('Draft', 'PendingSign')
            FOR NO KEY UPDATE
            """, row => row.GetGuid(0), stop);
        var id = unsigned == default ? Guid.CreateVersion7(step.At) : unsigned;
        var profile = await rules.ReadProfile(tx, order.Subject.Profile, stop);
        if (unsigned == default)
            await Insert(tx, id, (order, profile), step, stop);
        await OrderItems.Add(tx, id, order, stop);
        await OrderItems.Settle(tx, id, profile, stop);
        return (id, unsigned == default);
    }

    /// <summary>L2 (b): a failed verification drafts a first order, or a second where a first is running.</summary>
    public async Task ForVerdict(Tx tx, Case item, Step step, CancellationToken stop)
    {
        await InspectionLock.Take(tx, [item.UnitInspection!.Value], stop);
        var running = await tx.QueryOne($"""
            SELECT running.id, running.level
            FROM supervision.supervisory_order AS running
            JOIN supervision.order_item AS listed ON listed.order_id = running.id
            WHERE listed.item_id = {item.Id} AND listed.outcome IS NULL
              AND running.state IN ('Issued', 'Acknowledged', 'Answered')
            ORDER BY running.level DESC
            LIMIT 1
            """, row => (Id: row.GetGuid(0), Level: Enum.Parse<OrderLevel>(row.GetString(1))), stop);
        if (running.Id != default && running.Level == OrderLevel.Second)
            return;
        await Start(tx, new NewOrder
        {
            Subject = item,
            Level = running.Id == default ? OrderLevel.First : OrderLevel.Second,
            Cause = OrderCause.NotRectified,
            ThresholdOn = ShanghaiTime.DateOf(step.At),
            Items = [item.Id],
            Previous = running.Id == default ? null : running.Id,
        }, step, stop);
    }

    /// <summary>§7: what is left of an item after its due date goes into a first order for signature.</summary>
    public async Task ForPart(Tx tx, (Case Parent, Guid Part) split, Step step, CancellationToken stop)
    {
        await InspectionLock.Take(tx, [split.Parent.UnitInspection!.Value], stop);
        await Start(tx, new NewOrder
        {
            Subject = split.Parent,
            Level = OrderLevel.First,
            Cause = OrderCause.PartialAfterDue,
            ThresholdOn = ShanghaiTime.DateOf(step.At),
            Items = [split.Part],
        }, step, stop);
    }

    /// <summary>L2 (d), E-22: the critical items of a letter are urged with its signature, before any date.</summary>
    public async Task ForCritical(Tx tx, Case inspection, Step step, CancellationToken stop)
    {
        await InspectionLock.Take(tx, [inspection.Id], stop);
        var critical = await tx.Query($"""
            SELECT id FROM supervision.problem_item
            WHERE unit_inspection_id = {inspection.Id} AND severity = 'Critical'
            ORDER BY number
            """, row => row.GetGuid(0), stop);
        if (critical.Count > 0)
            await Start(tx, new NewOrder
            {
                Subject = inspection,
                Level = OrderLevel.First,
                Cause = OrderCause.Critical,
                ThresholdOn = ShanghaiTime.DateOf(step.At),
                Items = critical,
            }, step, stop);
    }

    private async Task Start(Tx tx, NewOrder order, Step step, CancellationToken stop)
    {
        var (id, isNew) = await Draft(tx, order, step, stop);
        if (isNew)
            await workflows.Start(tx, new StartRequest
            {
                Definition = new DefinitionId("supervisory-order"),
                Key = $"supervisory-order:{id:N}",
                CorrelationId = id.ToString(),
                Case = order.Subject.UnitInspection.ToString(),
                Input = Json.Nothing.Add("orderId", JsonSerializer.SerializeToElement(id)),
            }, stop);
    }

    /// <summary>Its items come next; matter and days follow from them.</summary>
    private static async Task Insert(
        Tx tx, Guid id, (NewOrder Order, DeadlineProfile Profile) drafted, Step step, CancellationToken stop)
    {
        var (order, profile) = drafted;
        await tx.Execute($"""
            INSERT INTO supervision.supervisory_order
                (id, campaign_id, unit_inspection_id, unit_code, level, trigger, matter, threshold_on,
                 previous_order_id, is_automatic, signer_role, state, state_since, drafted_at, drafted_by, limit_days)
            SELECT {id}, campaign.id, {order.Subject.UnitInspection}, {order.Subject.UnitCode},
                   {order.Level.ToString()}, {order.Cause.ToString()}, {OrderCauses.Matter([order.Cause])},
                   {order.ThresholdOn}, {order.Previous},
                   {OrderCauses.IsFact(order.Cause)} AND campaign.auto_issue_orders,
                   {(order.Level == OrderLevel.Second ? nameof(Role.ChiefInspector) : nameof(Role.OfficeDirector))},
                   'Draft', {step.At.ToUniversalTime()}, {step.At.ToUniversalTime()}, {step.Actor.Key},
                   {OrderLimit.Of(order.Level, Severity.Minor, profile).Count}
            FROM supervision.campaign AS campaign
            WHERE campaign.id = {order.Subject.Campaign}
            """, stop);
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = "DraftOrder",
            Kind = CaseKind.SupervisoryOrder,
            Subject = id,
            After = nameof(OrderState.Draft),
            Detail = Json.Of([KeyValuePair.Create("cause", Json.Of(order.Cause.ToString()))]),
        }], stop);
    }
}
