using System.Text.Json;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Inspections;

namespace Orchestrator.Supervision.Ladder;

/// <summary>A duty that is still owed, and what its date was computed from.</summary>
public sealed record DatedDuty
{
    public required Guid Id { get; init; }
    public required Duty Duty { get; init; }
    public required Guid UnitInspection { get; init; }
    public Guid? Item { get; init; }
    public int? ItemNumber { get; init; }
    public Guid? Order { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public required DateOnly DueOn { get; init; }
    public required string Explanation { get; init; }
    public required ProfileVersion Profile { get; init; }
    public required CalendarVersion Calendar { get; init; }

    /// <summary>The calendar days of the item or of the order; null where a timer row has them.</summary>
    public int? Days { get; init; }

    /// <summary>The extension that gave the date it has now: so many calendar days from the date before.</summary>
    public (DateOnly From, int Days)? Extended { get; init; }

    /// <summary>The order whose limit it has, where it is a part that was left after its date (§7).</summary>
    public Guid? LimitedBy { get; init; }

    /// <summary>The object that the duty is about.</summary>
    public Guid Subject => Order ?? Item ?? UnitInspection;

    public (DeadlineRule Rule, DateOnly From) Derived(DeadlineProfile profile) => this switch
    {
        { Extended: { } extended } => (
            DeadlineRule.Of(new CalendarDays(extended.Days)) with { Start = ClockStart.OldDueDate }, extended.From),
        { Duty: Duty.SelfEvaluation } => (profile[Timers.SelfEvaluation].Rule, ReceivedOn),
        { Duty: Duty.RectificationPlan } => (profile[Timers.RectificationPlan].Rule, ReceivedOn),
        { Duty: Duty.FirstReport } => (profile[Timers.FirstReport].Rule, ReceivedOn),
        { Duty: Duty.OrderAnswer, Days: { } days } => (
            DeadlineRule.Of(new CalendarDays(days)) with { Start = ClockStart.Order }, ReceivedOn),
        { Days: { } days } => (DeadlineRule.Of(new CalendarDays(days)), ReceivedOn),
        _ => throw new InvalidOperationException($"the duty {Id} ({Duty}) has no number of days"),
    };
}

/// <summary>A duty whose date was computed again.</summary>
/// <param name="Duty">As it stands.</param>
/// <param name="DueOn">The same date, or a later one.</param>
/// <param name="Explanation">Its derivation on the new calendar.</param>
/// <param name="Replans">False where no step of its ladder changes its day.</param>
public sealed record DutyMove(DatedDuty Duty, DateOnly DueOn, string Explanation, bool Replans);

/// <summary>
/// Dates of duties on a new calendar. A duty stays in its term: steps that its ladder has taken are not repeated.
/// </summary>
public sealed class DutyDates(WorkflowClient workflows)
{
    /// <summary>
    /// Holds the processes and inspections of what is owed and asked, in the order in which an answer and a turn do:
    /// nothing of it ends while its date is computed again.
    /// </summary>
    /// <param name="tx">The caller's; these are its first locks.</param>
    /// <param name="receipt">Only of inspections in which something began with this receipt; null: all.</param>
    /// <param name="stop">The caller's.</param>
    internal async Task Hold(Tx tx, Guid? receipt, CancellationToken stop)
    {
        var held = await tx.Query($"""
            SELECT instance_id, unit_inspection_id
            FROM supervision.obligation
            WHERE state IN ('Running', 'Paused') AND ({receipt}::uuid IS NULL OR receipt_id = {receipt})
            UNION
            SELECT instance_id, unit_inspection_id
            FROM supervision.open_task
            WHERE state = 'Open' AND due_on IS NOT NULL
              AND ({receipt}::uuid IS NULL OR unit_inspection_id IN (
                      SELECT unit_inspection_id FROM supervision.obligation WHERE receipt_id = {receipt}))
            UNION
            SELECT drawn.instance_id, NULL
            FROM supervision.drawn_date AS drawn
            JOIN orchestrator.bookmark AS waiting
              ON waiting.instance_id = drawn.instance_id AND waiting.kind = 'Time'
            WHERE {receipt}::uuid IS NULL
            """, row => (Instance: row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0),
                Inspection: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1)), stop);
        await workflows.Hold(tx, [.. held.Select(one => one.Instance).OfType<Guid>().Distinct()
            .Select(instance => new InstanceId(instance))], stop);
        await InspectionLock.Take(tx, [.. held.Select(one => one.Inspection).OfType<Guid>().Distinct()], stop);
    }

    /// <summary>What is still owed, in order of id.</summary>
    /// <param name="tx">The caller's.</param>
    /// <param name="receipt">Only what began with this receipt; null: all.</param>
    /// <param name="stop">The caller's.</param>
    internal static Task<IReadOnlyList<DatedDuty>> Read(Tx tx, Guid? receipt, CancellationToken stop) => tx.Query($"""
        SELECT owed.id, owed.duty, owed.unit_inspection_id, owed.item_id, item.number, owed.order_id,
               owed.received_on, owed.due_on, owed.due_explanation, owed.profile_name, owed.profile_version,
               owed.calendar_version, coalesce(item.days, running.limit_days), extended.old_due_on, extended.days,
               (SELECT urging.id
                FROM supervision.order_item AS part
                JOIN supervision.supervisory_order AS urging ON urging.id = part.order_id
                WHERE part.item_id = owed.item_id AND part.outcome IS NULL AND part.cause = 'PartialAfterDue'
                  AND urging.due_on = owed.due_on
                LIMIT 1)
        FROM supervision.obligation AS owed
        LEFT JOIN supervision.problem_item AS item ON item.id = owed.item_id
        LEFT JOIN supervision.supervisory_order AS running ON running.id = owed.order_id
        LEFT JOIN LATERAL (
            SELECT asked.old_due_on, asked.days
            FROM supervision.extension_request AS asked
            JOIN supervision.problem_item AS given ON given.id = asked.item_id
            WHERE asked.state = 'Granted'
              AND (asked.item_id IN (owed.item_id, item.parent_id)
                   OR (given.due_on = owed.due_on AND EXISTS (
                       SELECT FROM supervision.order_item AS listed
                       WHERE listed.order_id = owed.order_id AND listed.item_id = asked.item_id
                         AND listed.outcome IS NULL)))
            ORDER BY asked.item_id = owed.item_id DESC, asked.ordinal DESC
            LIMIT 1) AS extended ON true
        WHERE owed.state IN ('Running', 'Paused') AND ({receipt}::uuid IS NULL OR owed.receipt_id = {receipt})
        ORDER BY owed.id
        """, Read, stop);

    /// <summary>The ladders whose plan changes wake up and plan anew.</summary>
    internal async Task Move(
        Tx tx, IReadOnlyList<DutyMove> moves, CalendarVersion calendar, CancellationToken stop)
    {
        T[] Column<T>(Func<DutyMove, T> value) => [.. moves.Select(value)];
        var waits = await tx.Query($"""
            UPDATE supervision.obligation AS owed
            SET due_on = moved.due_on, due_explanation = moved.explanation, calendar_version = {calendar.Number}
            FROM unnest({Column(one => one.Duty.Id)}, {Column(one => one.DueOn)}, {Column(one => one.Explanation)},
                        {Column(one => one.Replans)}) AS moved (id, due_on, explanation, replans)
            WHERE owed.id = moved.id
            RETURNING owed.instance_id, owed.bookmark, moved.replans
            """, row => row.IsDBNull(0) || !row.GetBoolean(2)
                ? null
                : new WaitAnswer(new InstanceId(row.GetGuid(0)), new BookmarkId(row.GetInt64(1)), Changed), stop);
        await workflows.Resume(tx, [.. waits.OfType<WaitAnswer>()], stop);
    }

    private static readonly JsonElement Changed =
        Json.Of([KeyValuePair.Create("outcome", Json.Of("Changed"))]);

    private static DatedDuty Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Duty = Enum.Parse<Duty>(row.GetString(1)),
        UnitInspection = row.GetGuid(2),
        Item = row.IsDBNull(3) ? null : row.GetGuid(3),
        ItemNumber = row.IsDBNull(4) ? null : row.GetInt32(4),
        Order = row.IsDBNull(5) ? null : row.GetGuid(5),
        ReceivedOn = row.GetFieldValue<DateOnly>(6),
        DueOn = row.GetFieldValue<DateOnly>(7),
        Explanation = row.GetString(8),
        Profile = new ProfileVersion(row.GetString(9), row.GetInt32(10)),
        Calendar = new CalendarVersion(row.GetInt32(11)),
        Days = row.IsDBNull(12) ? null : row.GetInt32(12),
        Extended = row.IsDBNull(13) ? null : (row.GetFieldValue<DateOnly>(13), row.GetInt32(14)),
        LimitedBy = row.IsDBNull(15) ? null : row.GetGuid(15),
    };
}
