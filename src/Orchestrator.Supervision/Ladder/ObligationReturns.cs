using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Ladder;

/// <summary>What pauses a duty, and how it is owed again: reports that are looked at or returned (§8).</summary>
public sealed partial class Obligations
{
    /// <summary>While a report is looked at, the unit is not escalated (§8).</summary>
    public Task PauseItem(Tx tx, Guid item, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation
            SET state = 'Paused', state_since = {now.ToUniversalTime()}
            WHERE item_id = {item} AND state = 'Running'
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>The same of an order: everything that it still lists is being looked at.</summary>
    public Task PauseOrder(Tx tx, Guid order, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation
            SET state = 'Paused', state_since = {now.ToUniversalTime()}
            WHERE order_id = {order} AND state = 'Running'
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>Something the order lists was returned; a second order that came to nothing is owed anew.</summary>
    public Task ResumeOrder(Tx tx, Guid order, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation AS duty
            SET state = 'Running', state_since = {now.ToUniversalTime()}, resumed_on = {ShanghaiTime.DateOf(now)},
                given_until = NULL,
                round = duty.round + supervision.has_opened_second_order(duty.id, duty.round)::int
            WHERE order_id = {order} AND state = 'Paused'
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>
    /// A report was returned or refused: the ladder goes on and leaves the unit some days. Where no issued order urges
    /// the item, the next order is owed anew (E-01).
    /// </summary>
    /// <param name="tx">The transaction of the return.</param>
    /// <param name="item">Whose report.</param>
    /// <param name="given">The date the return itself names (TM-13), if it does.</param>
    /// <param name="now">The business clock.</param>
    /// <param name="stop">The caller's.</param>
    public async Task ResumeItem(Tx tx, Guid item, DateOnly? given, DateTimeOffset now, CancellationToken stop)
    {
        await Change(tx, "Changed", $"""
            UPDATE supervision.obligation AS duty
            SET state = 'Running', state_since = {now.ToUniversalTime()},
                resumed_on = {ShanghaiTime.DateOf(now)}, given_until = {given},
                round = duty.round + (NOT supervision.is_urged_by_an_issued_order({item}))::int
            WHERE item_id = {item} AND state = 'Paused'
            RETURNING instance_id, bookmark
            """, stop);

        // The order for a missing first report lists open items. Where none was open on its day there was nothing to
        // list, and now there is.
        await Change(tx, "Changed", $"""
            UPDATE supervision.obligation AS duty
            SET round = duty.round + 1, resumed_on = {ShanghaiTime.DateOf(now)}, given_until = {given}
            FROM supervision.problem_item AS item
            WHERE item.id = {item} AND duty.unit_inspection_id = item.unit_inspection_id
              AND duty.duty = 'FirstReport' AND duty.state = 'Running'
              AND EXISTS (SELECT FROM supervision.ladder_step AS step
                          WHERE step.obligation_id = duty.id AND step.round = duty.round
                            AND step.act = 'OpenFirstOrder')
              AND NOT EXISTS (
                    SELECT FROM supervision.order_item AS listed
                    JOIN supervision.supervisory_order AS live ON live.id = listed.order_id
                    WHERE live.unit_inspection_id = item.unit_inspection_id AND listed.cause = 'NoFirstReport'
                      AND listed.outcome IS NULL
                      AND live.state IN ('Draft', 'PendingSign', 'Issued', 'Acknowledged', 'Answered'))
            RETURNING duty.instance_id, duty.bookmark
            """, stop);
    }

    /// <summary>
    /// The same for the answers to orders that list the item. While others are silent their date stands; where it has
    /// come, or the order began to run again today, the item gets its days and the next step counts anew.
    /// </summary>
    public Task ResumeOrdersOf(Tx tx, Guid item, DateOnly? given, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation AS duty
            SET resumed_on = {ShanghaiTime.DateOf(now)},
                round = duty.round + supervision.has_opened_second_order(duty.id, duty.round)::int,
                given_until = CASE WHEN duty.resumed_on = {ShanghaiTime.DateOf(now)}
                    THEN greatest(duty.given_until, {given}) ELSE {given} END
            FROM supervision.order_item AS listed
            WHERE listed.item_id = {item} AND listed.outcome IS NULL AND duty.order_id = listed.order_id
              AND duty.state = 'Running' AND (duty.resumed_on = {ShanghaiTime.DateOf(now)}
                   OR supervision.has_opened_second_order(duty.id, duty.round))
            RETURNING duty.instance_id, duty.bookmark
            """, stop);

    /// <summary>
    /// A second order was due and what is still listed had days left: it is urged after the last of them. The ladder
    /// that calls this plans anew by itself.
    /// </summary>
    internal static Task<int> AgainAfter(
        Tx tx, ObligationRow duty, DateOnly given, DateTimeOffset now, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.obligation
        SET resumed_on = {ShanghaiTime.DateOf(now)}, given_until = {given}, round = round + 1
        WHERE id = {duty.Id}
        """, stop);

    /// <summary>整改方案 is looked at: the same for the duty of a whole unit.</summary>
    public Task PausePlan(Tx tx, Guid unitInspection, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation
            SET state = 'Paused', state_since = {now.ToUniversalTime()}
            WHERE unit_inspection_id = {unitInspection} AND duty = 'RectificationPlan' AND state = 'Running'
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>整改方案 was returned: owed again, by the date that the return names, in a term of its own.</summary>
    public Task ResumePlan(Tx tx, Guid unitInspection, Deadline until, DateTimeOffset now, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation
            SET state = 'Running', state_since = {now.ToUniversalTime()}, term = term + 1,
                due_on = greatest(due_on, {until.DueOn}),
                due_explanation = CASE WHEN due_on < {until.DueOn} THEN {until.Explanation} ELSE due_explanation END
            WHERE unit_inspection_id = {unitInspection} AND duty = 'RectificationPlan' AND state = 'Paused'
            RETURNING instance_id, bookmark
            """, stop);

    /// <summary>
    /// A draft was refused for the judgement in it. What it listed as a mere fact besides is urged in an order of its
    /// own.
    /// </summary>
    public Task UrgeFactsAgain(Tx tx, Guid draft, CancellationToken stop) =>
        Change(tx, "Changed", $"""
            UPDATE supervision.obligation AS duty
            SET round = duty.round + 1
            FROM supervision.supervisory_order AS refused
            JOIN supervision.order_item AS listed ON listed.order_id = refused.id
            WHERE refused.id = {draft} AND refused.level = 'First'
              AND refused.trigger NOT IN ('NoFirstReport', 'NothingReceived') AND duty.state = 'Running'
              AND (listed.cause = 'NothingReceived' AND duty.item_id = listed.item_id
                   OR listed.cause = 'NoFirstReport' AND duty.duty = 'FirstReport'
                      AND duty.unit_inspection_id = refused.unit_inspection_id)
            RETURNING duty.instance_id, duty.bookmark
            """, stop);
}
