using Npgsql;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>What a line of a rehearsal tells of.</summary>
public enum RehearsalKind { Mail, Deadline, Order, Escalation, Refused, Incident }

/// <summary>One thing that happened in a rehearsal.</summary>
public sealed record RehearsalLine
{
    public required DateTimeOffset At { get; init; }
    public required RehearsalKind Kind { get; init; }

    /// <summary>The unit, by code; null where it concerns a campaign or a department.</summary>
    public string? Unit { get; init; }

    /// <summary>The letter, the form or duty, the level of an order, the act of a ladder, a code.</summary>
    public required string What { get; init; }

    /// <summary>Subject of a mail, derivation of a deadline, outcome and reason of an escalation.</summary>
    public required string Text { get; init; }

    /// <summary>Of a deadline or an order.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Of a mail: to whom, copies behind a bar.</summary>
    public string? To { get; init; }

    /// <summary>Of a mail: what it says.</summary>
    public string? Body { get; init; }
}

/// <summary>Reads what happened out of the rows of the played district, a stretch of time at once.</summary>
public static class RehearsalLines
{
    /// <summary>Everything between two instants, in its order; of the later one nothing.</summary>
    public static async Task<IReadOnlyList<RehearsalLine>> Between(
        Tx tx, DateTimeOffset from, DateTimeOffset until, CancellationToken stop)
    {
        var lines = new List<RehearsalLine>();
        foreach (var (kind, sql) in new[]
        {
            (RehearsalKind.Mail, Mails(from, until)), (RehearsalKind.Deadline, Deadlines(from, until)),
            (RehearsalKind.Order, Orders(from, until)), (RehearsalKind.Escalation, Steps(from, until)),
            (RehearsalKind.Incident, Incidents(from, until)),
        })
            lines.AddRange(await tx.Query(sql, row => Read(kind, row), stop));
        return [.. lines.OrderBy(line => line.At).ThenBy(line => line.Kind).ThenBy(line => line.Unit)
            .ThenBy(line => line.What, StringComparer.Ordinal)];
    }

    private static RehearsalLine Read(RehearsalKind kind, NpgsqlDataReader row) => new()
    {
        Kind = kind,
        At = row.GetFieldValue<DateTimeOffset>(0),
        Unit = row.IsDBNull(1) ? null : row.GetString(1),
        What = row.GetString(2),
        Text = row.IsDBNull(3) ? "" : row.GetString(3),
        DueOn = row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4),
        To = row.IsDBNull(5) ? null : row.GetString(5),
        Body = row.IsDBNull(6) ? null : MailRead.TextOf(row.GetFieldValue<byte[]>(6)),
    };

    /// <summary>Each message once, whomever it goes to, at the instant at which it would have left.</summary>
    private static Sql Mails(DateTimeOffset from, DateTimeOffset until) => $"""
        SELECT mail.settled_at, inspection.unit_code, mail.letter, mail.subject, NULL::date, names.shown, body.content
        FROM (
            SELECT DISTINCT ON (letter, subject_id, queued_at, subject, shown)
                   id, letter, thread_id, subject, shown, settled_at
            FROM orchestrator.mail
            WHERE state = 'HandedOver' AND settled_at >= {from} AND settled_at < {until}
            ORDER BY letter, subject_id, queued_at, subject, shown, route, id
        ) AS mail
        JOIN orchestrator.mail_body AS body ON body.mail_id = mail.id
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = mail.thread_id
        CROSS JOIN LATERAL (
            SELECT concat_ws('|',
                (SELECT string_agg(one ->> 'name', '、') FROM jsonb_array_elements(mail.shown -> 'to') AS one),
                (SELECT string_agg(one ->> 'name', '、') FROM jsonb_array_elements(mail.shown -> 'cc') AS one))
        ) AS names (shown)
        """;

    private static Sql Deadlines(DateTimeOffset from, DateTimeOffset until) => $"""
        SELECT task.created_at, inspection.unit_code, task.form, task.due_explanation, task.due_on, NULL::text,
               NULL::bytea
        FROM supervision.open_task AS task
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
        WHERE task.due_on IS NOT NULL AND task.created_at >= {from} AND task.created_at < {until}
        """;

    private static Sql Orders(DateTimeOffset from, DateTimeOffset until) => $"""
        SELECT drafted_at, unit_code, level, concat_ws('  ', matter, trigger, state, due_explanation), due_on,
               NULL::text, NULL::bytea
        FROM supervision.supervisory_order
        WHERE drafted_at >= {from} AND drafted_at < {until}
        """;

    private static Sql Steps(DateTimeOffset from, DateTimeOffset until) => $"""
        SELECT step.decided_at, duty.unit_code, step.act,
               concat_ws('  ', duty.duty, '问题' || item.number, step.outcome) || '（' || step.explanation || '）',
               step.due_on, NULL::text, NULL::bytea
        FROM supervision.ladder_step AS step
        JOIN supervision.obligation AS duty ON duty.id = step.obligation_id
        LEFT JOIN supervision.problem_item AS item ON item.id = duty.item_id
        WHERE step.decided_at >= {from} AND step.decided_at < {until}
        """;

    private static Sql Incidents(DateTimeOffset from, DateTimeOffset until) => $"""
        SELECT incident.raised_at, NULL::text, incident.code,
               instance.definition_id || ' ' || coalesce(incident.activity_id, '') || ' ' || incident.message,
               NULL::date, NULL::text, NULL::bytea
        FROM orchestrator.incident
        JOIN orchestrator.instance ON instance.id = incident.instance_id
        WHERE incident.raised_at >= {from} AND incident.raised_at < {until}
        """;
}
