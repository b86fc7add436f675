using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>Something that happened anywhere in the district.</summary>
/// <param name="At">Business time, UTC.</param>
/// <param name="What">move, task, mail or step.</param>
/// <param name="Text">The act, the task's title, the mail's subject or the step, as stored.</param>
/// <param name="Kind">The kind of object for a move, the duty for a step.</param>
public sealed record Happening(DateTimeOffset At, string What, string Text, string Kind)
{
    public string? Unit { get; init; }
    public Guid? UnitInspection { get; init; }
}

/// <summary>What happened between two instants: what the training clock shows after it was moved.</summary>
public static class Happenings
{
    public const int Most = 300;

    public static async Task<IReadOnlyList<Happening>> Between(
        Tx tx, DateTimeOffset after, DateTimeOffset until, CancellationToken stop)
    {
        var (from, to) = (after.ToUniversalTime(), until.ToUniversalTime());
        Happening[] all =
        [
            .. await Tasks(tx, from, to, stop), .. await Mails(tx, from, to, stop), .. await Steps(tx, from, to, stop),
        ];
        return [.. all.OrderBy(one => one.At).Take(Most)];
    }

    private static Task<IReadOnlyList<Happening>> Tasks(
        Tx tx, DateTimeOffset after, DateTimeOffset until, CancellationToken stop) => tx.Query($"""
        SELECT task.created_at, 'task', task.title, task.assignee_role, inspection.unit_name, task.unit_inspection_id
        FROM supervision.open_task AS task
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
        WHERE task.created_at > {after} AND task.created_at <= {until}
        UNION ALL
        SELECT task.ended_at, 'lapse', task.title, task.assignee_role, inspection.unit_name, task.unit_inspection_id
        FROM supervision.open_task AS task
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
        WHERE task.ended_at > {after} AND task.ended_at <= {until} AND task.state = 'Lapsed'
        ORDER BY created_at
        LIMIT {Most}
        """, Read, stop);

    private static Task<IReadOnlyList<Happening>> Mails(
        Tx tx, DateTimeOffset after, DateTimeOffset until, CancellationToken stop) => tx.Query($"""
        SELECT settled_at, 'mail', subject, letter, recipient_name, NULL::uuid
        FROM orchestrator.mail
        WHERE settled_at > {after} AND settled_at <= {until} AND state = 'HandedOver'
        ORDER BY settled_at
        LIMIT {Most}
        """, Read, stop);

    private static Task<IReadOnlyList<Happening>> Steps(
        Tx tx, DateTimeOffset after, DateTimeOffset until, CancellationToken stop) => tx.Query($"""
        SELECT step.decided_at, 'step', step.act, owed.duty, unit.name, owed.unit_inspection_id
        FROM supervision.ladder_step AS step
        JOIN supervision.obligation AS owed ON owed.id = step.obligation_id
        JOIN supervision.unit AS unit ON unit.code = owed.unit_code
        WHERE step.decided_at > {after} AND step.decided_at <= {until} AND step.outcome <> 'Skipped'
        ORDER BY step.decided_at
        LIMIT {Most}
        """, Read, stop);

    private static Happening Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3))
    {
        Unit = row.IsDBNull(4) ? null : row.GetString(4),
        UnitInspection = row.IsDBNull(5) ? null : row.GetGuid(5),
    };
}
