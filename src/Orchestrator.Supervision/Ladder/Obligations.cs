using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Ladder;

/// <summary>A duty that begins with a receipt.</summary>
public sealed record NewObligation
{
    public required Guid Id { get; init; }
    public required Duty Duty { get; init; }
    public required Case Subject { get; init; }
    public Guid? Item { get; init; }
    public Guid? Order { get; init; }
    public required Guid Receipt { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public required Deadline Deadline { get; init; }
    public required DateTimeOffset Now { get; init; }
}

/// <summary>
/// 须报事项: rows that ladders accompany. A change here resumes the ladder that waits, in the same transaction.
/// </summary>
public sealed partial class Obligations(WorkflowClient workflows)
{
    /// <summary>The drawing of whoever began them starts the ladders.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822",
        Justification = "Callers name the room among what they depend on.")]
    public Task Begin(Tx tx, IReadOnlyList<NewObligation> duties, CancellationToken stop)
    {
        T[] Column<T>(Func<NewObligation, T> value) => [.. duties.Select(value)];
        return duties.Count == 0 ? Task.CompletedTask : tx.Execute($"""
            INSERT INTO supervision.obligation
                (id, duty, campaign_id, unit_inspection_id, item_id, order_id, unit_code, receipt_id, received_on,
                 due_on, due_explanation, profile_name, profile_version, calendar_version, state, state_since)
            SELECT duty.*, 'Running', {duties[0].Now.ToUniversalTime()}
            FROM unnest(
                {Column(one => one.Id)}, {Column(one => one.Duty.ToString())}, {Column(one => one.Subject.Campaign)},
                {Column(one => one.Subject.UnitInspection)}, {Column(one => one.Item)}, {Column(one => one.Order)},
                {Column(one => one.Subject.UnitCode)}, {Column(one => one.Receipt)}, {Column(one => one.ReceivedOn)},
                {Column(one => one.Deadline.DueOn)}, {Column(one => one.Deadline.Explanation)},
                {Column(one => one.Subject.Profile.Name)}, {Column(one => one.Subject.Profile.Number)},
                {Column(one => one.Subject.Calendar.Number)}) AS duty
            """, stop);
    }

    /// <summary>The duties of these kinds of one unit inspection are fulfilled; their ladders end.</summary>
    public Task Fulfil(
        Tx tx, Guid unitInspection, IReadOnlyList<Duty> duties, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Fulfilled", $"""
            UPDATE supervision.obligation
            SET state = 'Fulfilled', state_since = {now.ToUniversalTime()}
            WHERE unit_inspection_id = {unitInspection}
              AND duty = ANY ({duties.Select(duty => duty.ToString()).ToArray()})
              AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>The duty of one item: from the verification on nothing is owed any more.</summary>
    public Task FulfilItem(Tx tx, Guid item, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Fulfilled", $"""
            UPDATE supervision.obligation
            SET state = 'Fulfilled', state_since = {now.ToUniversalTime()}
            WHERE item_id = {item} AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>Items that were dropped are owed to nobody.</summary>
    public Task VoidItems(Tx tx, Guid[] items, DateTimeOffset now, CancellationToken stop) =>
        items.Length == 0 ? Task.CompletedTask : Change(tx, "Fulfilled", $"""
            UPDATE supervision.obligation
            SET state = 'Voided', state_since = {now.ToUniversalTime()}
            WHERE item_id = ANY ({items}) AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>A missed self-evaluation is owed no more: it became a finding (§6).</summary>
    public Task VoidSelfEvaluations(Tx tx, Guid[] unitInspections, DateTimeOffset now, CancellationToken stop) =>
        unitInspections.Length == 0 ? Task.CompletedTask : Change(tx, "Fulfilled", $"""
            UPDATE supervision.obligation
            SET state = 'Voided', state_since = {now.ToUniversalTime()}
            WHERE unit_inspection_id = ANY ({unitInspections}) AND duty = 'SelfEvaluation'
              AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>Where a unit's inspection ends, the unit owes it neither plan nor report.</summary>
    public Task VoidUnits(Tx tx, Guid[] unitInspections, DateTimeOffset now, CancellationToken stop) =>
        unitInspections.Length == 0 ? Task.CompletedTask : Change(tx, "Fulfilled", $"""
            UPDATE supervision.obligation
            SET state = 'Voided', state_since = {now.ToUniversalTime()}
            WHERE unit_inspection_id = ANY ({unitInspections}) AND item_id IS NULL AND order_id IS NULL
              AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>The duty to answer an order ends with it.</summary>
    public Task FulfilOrder(Tx tx, Guid order, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Fulfilled", $"""
            UPDATE supervision.obligation
            SET state = 'Fulfilled', state_since = {now.ToUniversalTime()}
            WHERE order_id = {order} AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>延期: a new date, a new term with its own reminders; steps taken are not repeated.</summary>
    public Task ExtendItem(Tx tx, Guid item, Deadline deadline, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation AS duty
            SET due_on = {deadline.DueOn}, due_explanation = {deadline.Explanation}, term = term + 1,
                round = duty.round + (NOT supervision.is_urged_by_an_issued_order({item}))::int,
                state_since = {now.ToUniversalTime()}
            WHERE item_id = {item} AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>Another date for the same report, in the same term: nothing is repeated.</summary>
    public Task MoveItem(
        Tx tx, Guid item, (DateOnly DueOn, string Explanation) to, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation
            SET due_on = {to.DueOn}, due_explanation = {to.Explanation}, state_since = {now.ToUniversalTime()}
            WHERE item_id = {item} AND state IN ('Running', 'Paused')
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>E-15: the answers to orders that list an extended item get its new date where that is later.</summary>
    public Task ExtendOrders(Tx tx, Guid item, Deadline deadline, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation AS duty
            SET due_on = {deadline.DueOn}, due_explanation = {deadline.Explanation}, term = term + 1,
                round = duty.round + supervision.has_opened_second_order(duty.id, duty.round)::int,
                state_since = {now.ToUniversalTime()}
            FROM supervision.order_item AS listed
            WHERE listed.item_id = {item} AND listed.outcome IS NULL AND duty.order_id = listed.order_id
              AND duty.due_on < {deadline.DueOn} AND duty.state IN ('Running', 'Paused')
            RETURNING duty.instance_id, duty.bookmark
            """, stop);

    /// <summary>A ladder that has not reached its wait yet reads the row when it does.</summary>
    private async Task Change(Tx tx, string outcome, Sql update, CancellationToken stop)
    {
        var waits = await tx.Query(update, row => row.IsDBNull(0) || row.IsDBNull(1)
            ? null
            : new WaitAnswer(new InstanceId(row.GetGuid(0)), new BookmarkId(row.GetInt64(1)), Answer(outcome)), stop);
        await workflows.Resume(tx, [.. waits.OfType<WaitAnswer>()], stop);
    }

    private static JsonElement Answer(string outcome) =>
        Json.Of([KeyValuePair.Create("outcome", Json.Of(outcome))]);
}
