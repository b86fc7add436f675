using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>Everything that happened in one unit's case: moves, answers, documents and steps of the ladder.</summary>
internal static class CaseEntries
{
    public static Task<IReadOnlyList<CaseEntry>> Of(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        WITH part AS (
            SELECT {inspection} AS id, NULL::text AS note
            UNION ALL
            SELECT id, '问题' || number FROM supervision.problem_item WHERE unit_inspection_id = {inspection}
            UNION ALL
            SELECT id, NULL FROM supervision.supervisory_order WHERE unit_inspection_id = {inspection}
        ), happened AS (
            SELECT audit.at, audit.id AS place, 'move' AS what, audit.act, audit.subject_kind, audit.state_before,
                   audit.state_after, audit.actor, part.note
            FROM supervision.audit_entry AS audit
            JOIN part ON part.id = audit.subject_id
            UNION ALL
            SELECT answer.answered_at, 0, 'answer', task.title, task.subject_kind, NULL, answer.outcome,
                   answer.answered_by, NULL
            FROM supervision.task_answer AS answer
            JOIN supervision.open_task AS task ON task.id = answer.task_id
            WHERE task.unit_inspection_id = {inspection}
            UNION ALL
            SELECT document.issued_at, 0, 'document', document.title, document.subject_kind, NULL, NULL,
                   document.signed_by, document.number
            FROM supervision.document
            JOIN part ON part.id = document.subject_id
            UNION ALL
            SELECT step.decided_at, 0, 'step', step.act, 'Obligation', owed.duty, step.outcome, step.decided_by,
                   step.explanation
            FROM supervision.ladder_step AS step
            JOIN supervision.obligation AS owed ON owed.id = step.obligation_id
            WHERE owed.unit_inspection_id = {inspection}
        )
        SELECT happened.at, what, act, subject_kind, state_before, state_after,
               COALESCE(person.name, unit.short_name || contact.name, happened.actor), note
        FROM happened
        LEFT JOIN supervision.person AS person ON 'person:' || replace(person.id::text, '-', '') = happened.actor
        LEFT JOIN supervision.unit_contact AS contact
               ON 'contact:' || contact.unit_code || ':' || contact.role = happened.actor
        LEFT JOIN supervision.unit AS unit ON unit.code = contact.unit_code
        ORDER BY happened.at, place
        """, row => new CaseEntry
    {
        At = row.GetFieldValue<DateTimeOffset>(0),
        What = row.GetString(1),
        Act = row.GetString(2),
        SubjectKind = row.GetString(3),
        Before = row.IsDBNull(4) ? null : row.GetString(4),
        After = row.IsDBNull(5) ? null : row.GetString(5),
        By = row.GetString(6) is "clock" ? "系统" : row.GetString(6).Replace("client:", "接口 "),
        Note = row.IsDBNull(7) ? null : row.GetString(7),
    }, stop);
}
