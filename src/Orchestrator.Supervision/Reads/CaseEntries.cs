using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>Everything that happened in one unit's case: moves, answers, documents and steps of the
/// ladder; with them what happened to the whole campaign.</summary>
internal static class CaseEntries
{
    public static async Task<IReadOnlyList<CaseEntry>> Of(Tx tx, Guid inspection, CancellationToken stop)
    {
        ImmutableArray<CaseEntry> entries =
        [
            .. await Moves(tx, inspection, stop),
            .. await Answers(tx, inspection, stop),
            .. await Steps(tx, inspection, stop),
            .. await Mails(tx, inspection, stop),
        ];
        var names = await ActorNames.Of(tx, [.. entries.Select(entry => entry.By)], stop);
        return [.. entries.OrderBy(entry => entry.At).Select(entry => entry with { By = names[entry.By] })];
    }

    /// <summary>The same of one tracking report.</summary>
    public static async Task<IReadOnlyList<CaseEntry>> OfReport(Tx tx, Guid report, CancellationToken stop)
    {
        var entries = await tx.Query($"""
            SELECT at, 'move', act, subject_kind, state_before, state_after, actor,
                   nullif(concat_ws('：', detail ->> 'what', detail ->> 'explanation'), ''), NULL::uuid
            FROM supervision.audit_entry
            WHERE subject_id = {report}
            ORDER BY id
            """, Read, stop);
        var names = await ActorNames.Of(tx, [.. entries.Select(entry => entry.By)], stop);
        return [.. entries.Select(entry => entry with { By = names[entry.By] })];
    }

    private static Task<IReadOnlyList<CaseEntry>> Moves(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        WITH part AS (
            SELECT {inspection} AS id, NULL::text AS note
            UNION ALL
            SELECT id, '问题' || number FROM supervision.problem_item WHERE unit_inspection_id = {inspection}
            UNION ALL
            SELECT id, NULL FROM supervision.supervisory_order WHERE unit_inspection_id = {inspection}
            UNION ALL
            SELECT id, NULL FROM supervision.interview WHERE unit_inspection_id = {inspection}
            UNION ALL
            SELECT campaign_id, NULL FROM supervision.unit_inspection WHERE id = {inspection}
        )
        SELECT audit.at, 'move', audit.act, audit.subject_kind, audit.state_before, audit.state_after, audit.actor,
               nullif(concat_ws('：', part.note, audit.detail ->> 'what', audit.detail ->> 'explanation'), ''),
               NULL::uuid, audit.id
        FROM supervision.audit_entry AS audit
        JOIN part ON part.id = audit.subject_id
        UNION ALL
        SELECT document.issued_at, 'document', document.title, document.subject_kind, NULL, NULL, document.signed_by,
               document.number, NULL, 0
        FROM supervision.document
        JOIN part ON part.id = document.subject_id
        ORDER BY 1, 10
        """, Read, stop);

    private static Task<IReadOnlyList<CaseEntry>> Answers(Tx tx, Guid inspection, CancellationToken stop) =>
        tx.Query($"""
            SELECT answer.answered_at, 'answer', task.title, task.subject_kind, NULL::text, answer.outcome,
                   answer.answered_by, NULL::text, task.id
            FROM supervision.task_answer AS answer
            JOIN supervision.open_task AS task ON task.id = answer.task_id
            WHERE task.unit_inspection_id = {inspection}
            ORDER BY answer.answered_at
            """, Read, stop);

    private static Task<IReadOnlyList<CaseEntry>> Steps(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT step.decided_at, 'step', step.act, 'Obligation', owed.duty, step.outcome, step.decided_by,
               concat_ws('：', '问题' || item.number, step.explanation), NULL::uuid
        FROM supervision.ladder_step AS step
        JOIN supervision.obligation AS owed ON owed.id = step.obligation_id
        LEFT JOIN supervision.problem_item AS item ON item.id = owed.item_id
        WHERE owed.unit_inspection_id = {inspection}
        ORDER BY step.decided_at
        """, Read, stop);

    /// <summary>Correspondence (E-30): what a person wrote by plain mail; it decides nothing.</summary>
    private static async Task<IEnumerable<CaseEntry>> Mails(Tx tx, Guid inspection, CancellationToken stop) =>
        (await tx.Query($"""
            SELECT taken_at, 'reply', subject, 'UnitInspection', NULL::text, NULL::text,
                   '发件人 ' || sender_name || ' ' || sender_address, NULL::text, NULL::uuid, id
            FROM orchestrator.incoming_mail
            WHERE thread_id = {inspection} AND kind = 'Reply'
            ORDER BY taken_at
            """, row => (Entry: Read(row), Reply: row.GetGuid(9)), stop))
        .Select(one => one.Entry with { Reply = one.Reply });

    private static CaseEntry Read(NpgsqlDataReader row) => new()
    {
        At = row.GetFieldValue<DateTimeOffset>(0),
        What = row.GetString(1),
        Act = row.GetString(2),
        SubjectKind = row.GetString(3),
        Before = row.IsDBNull(4) ? null : row.GetString(4),
        After = row.IsDBNull(5) ? null : row.GetString(5),
        By = row.GetString(6),
        Note = row.IsDBNull(7) ? null : row.GetString(7),
        Task = row.IsDBNull(8) ? null : row.GetGuid(8),
    };
}
