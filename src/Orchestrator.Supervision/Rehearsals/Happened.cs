using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>What one process did, from its rows, in the order in which a reader would tell it.</summary>
public static class Happened
{
    /// <param name="tx">Where it happened.</param>
    /// <param name="process">The folder of the process.</param>
    /// <param name="letters">The letters of that folder, by number.</param>
    /// <param name="stop">To give up.</param>
    public static async Task<IReadOnlyList<(DateTimeOffset At, string Text)>> Of(
        Tx tx, string process, string[] letters, CancellationToken stop)
    {
        var kind = process switch
        {
            "campaign" => "InspectionCampaign",
            "unit-inspection" => "UnitInspection",
            "problem-item" => "ProblemItem",
            "supervisory-order" => "SupervisoryOrder",
            "reminder-ladder" => "Obligation",
            "interview" => "Interview",
            "department-tracking" => "TrackingReport",

            // What a process of one's own accompanies has no states here; its tasks and letters are told all the same.
            _ => "",
        };
        Sql[] rows =
        [
            States(kind), Documents(kind), Refused(process), Ended(process), Opened(process), Mails(kind, letters),
            Steps(kind), Calls(process),
        ];
        var told = new List<(DateTimeOffset At, (int Kind, long Row) Rank, string Text)>();
        foreach (var (kindOfRow, sql) in rows.Index())
            told.AddRange(await tx.Query(sql,
                row => (row.GetFieldValue<DateTimeOffset>(0), (kindOfRow, row.GetInt64(2)), row.GetString(1)), stop));
        return [.. told.OrderBy(one => one.At).ThenBy(one => one.Rank).ThenBy(one => one.Text, StringComparer.Ordinal)
            .Select(one => (one.At, one.Text))];
    }

    private static Sql States(string kind) => $"""
        SELECT entry.at, '状态  ' || entry.act || '  ' || coalesce(entry.state_before, '无') || ' → '
               || entry.state_after || coalesce('  问题' || item.number, ''), entry.id
        FROM supervision.audit_entry AS entry
        LEFT JOIN supervision.problem_item AS item ON item.id = entry.subject_id
        WHERE entry.subject_kind = {kind} AND entry.state_after IS NOT NULL
          AND entry.state_before IS DISTINCT FROM entry.state_after
        """;

    private static Sql Documents(string kind) => $"""
        SELECT issued_at, '文书  ' || kind || '  ' || number, 0::bigint
        FROM supervision.document WHERE subject_kind = {kind}
        """;

    /// <summary>Where a mail went that an address did not take, and where it ended.</summary>
    private static Sql Refused(string process) => $"""
        SELECT settled_at, '投递  ' || letter || '  ' || recipient_name
               || CASE state WHEN 'Failed' THEN '  退信' ELSE '  送达' END, route::bigint
        FROM orchestrator.mail
        WHERE {process} = 'undelivered-mail' AND (state = 'Failed' OR route > 0)
        """;

    private static Sql Calls(string process) => $"""
        SELECT at, '电话  ' || (detail ->> 'what') || '：' || (detail ->> 'explanation'), id
        FROM supervision.audit_entry
        WHERE {process} = 'undelivered-mail' AND act = 'PhoneUnit'
        """;

    private static Sql Ended(string process) => $"""
        SELECT task.ended_at, '办结  ' || task.form || '  ' || coalesce(given.outcome, task.state), 0::bigint
        FROM supervision.open_task AS task
        LEFT JOIN supervision.task_answer AS given ON given.task_id = task.id
        WHERE task.definition_id = {process} AND task.ended_at IS NOT NULL
        """;

    private static Sql Opened(string process) => $"""
        SELECT created_at, '任务  ' || form || '  ' || assignee_role
               || coalesce('  期限 ' || due_on || '（' || due_explanation || '）', ''), 0::bigint
        FROM supervision.open_task WHERE definition_id = {process}
        """;

    private static Sql Mails(string kind, string[] letters) => $"""
        SELECT mail.queued_at, '邮件  ' || mail.letter || '  致 ' || names.sent || coalesce('，抄送 ' || names.copied, ''),
               0::bigint
        FROM orchestrator.mail AS mail
        CROSS JOIN LATERAL (
            SELECT (SELECT string_agg(one ->> 'name', '、')
                    FROM jsonb_array_elements(mail.shown -> 'to') AS one) AS sent,
                   (SELECT string_agg(one ->> 'name', '、')
                    FROM jsonb_array_elements(mail.shown -> 'cc') AS one) AS copied) AS names
        WHERE mail.letter = ANY ({letters})
           OR mail.letter IN ('M-05', 'M-26', 'M-14.Dropped') AND mail.subject_kind = {kind}
        GROUP BY mail.queued_at, mail.letter, mail.subject_id, names.sent, names.copied
        """;

    /// <summary>Which of two ladders of a morning opens the order that lists both is nobody's business.</summary>
    private static Sql Steps(string kind) => $"""
        SELECT step.decided_at, '阶梯  ' || duty.duty || coalesce('  问题' || item.number, '') || '  ' || step.act || '  '
               || CASE WHEN step.outcome IN ('OrderOpened', 'JoinedOrder') THEN '列入督办单' ELSE step.outcome END
               || '（' || step.explanation || '）', 0::bigint
        FROM supervision.ladder_step AS step
        JOIN supervision.obligation AS duty ON duty.id = step.obligation_id
        LEFT JOIN supervision.problem_item AS item ON item.id = duty.item_id
        WHERE {kind} = 'Obligation'
        """;
}
