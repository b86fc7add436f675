using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Tasks;

public enum TaskState { Open, Done, Lapsed, Cancelled }

/// <summary>A task as it is stored.</summary>
public sealed record TaskRow
{
    public required Guid Id { get; init; }
    public required TaskState State { get; init; }
    public required InstanceId Instance { get; init; }
    public required BookmarkId Bookmark { get; init; }
    public required DefinitionVersion Definition { get; init; }
    public required string Form { get; init; }
    public required string Title { get; init; }
    public required Guid Subject { get; init; }
    public required AssigneeRole Role { get; init; }
    public string? UnitCode { get; init; }
    public Guid? Person { get; init; }

    /// <summary>承办人: who is expected to answer; null where the contacts of a unit are, and of old tasks that ended.
    /// </summary>
    public Guid? Owner { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who answered, as the audit names them; null while nobody has.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>Locks the task for the rest of the transaction; its process is held already.</summary>
    public static Task<TaskRow?> Lock(Tx tx, Guid id, CancellationToken stop) => tx.QueryOne($"""
        SELECT task.id, task.state, task.instance_id, task.bookmark, task.definition_id, task.definition_version,
               task.form, task.title, task.subject_id, task.assignee_role, task.assignee_unit_code,
               task.assignee_person_id, task.due_on, task.due_explanation, task.ended_at, answer.answered_by,
               task.owner_person_id
        FROM supervision.open_task AS task
        LEFT JOIN supervision.task_answer AS answer ON answer.task_id = task.id
        WHERE task.id = {id}
        FOR UPDATE OF task
        """, Read, stop);

    /// <summary>Looks without a lock.</summary>
    public static Task<TaskRow?> Find(Tx tx, Guid id, CancellationToken stop) => tx.QueryOne($"""
        SELECT task.id, task.state, task.instance_id, task.bookmark, task.definition_id, task.definition_version,
               task.form, task.title, task.subject_id, task.assignee_role, task.assignee_unit_code,
               task.assignee_person_id, task.due_on, task.due_explanation, task.ended_at, answer.answered_by,
               task.owner_person_id
        FROM supervision.open_task AS task
        LEFT JOIN supervision.task_answer AS answer ON answer.task_id = task.id
        WHERE task.id = {id}
        """, Read, stop);

    /// <summary>
    /// Locks the open tasks whose owner is away today or holds none of the posts that are asked any more; of one person
    /// all that are theirs. What somebody else holds is left out: nobody waits for anybody, so no order of locks can
    /// matter.
    /// </summary>
    internal static Task<IReadOnlyList<TaskRow>> LockUntended(
        Tx tx, Guid? owner, CancellationToken stop) => tx.Query($"""
        WITH able AS MATERIALIZED (
            SELECT post.person_id, post.role, post.unit_code, asked.assignee
            FROM supervision.current_post(supervision.today()) AS post
            JOIN unnest({Asked.Select(one => one.Assignee).ToArray()}, {Asked.Select(one => one.Role).ToArray()})
                AS asked (assignee, role) ON asked.role = post.role)
        SELECT task.id, task.state, task.instance_id, task.bookmark, task.definition_id, task.definition_version,
               task.form, task.title, task.subject_id, task.assignee_role, task.assignee_unit_code,
               task.assignee_person_id, task.due_on, task.due_explanation, task.ended_at, NULL::text,
               task.owner_person_id
        FROM supervision.open_task AS task
        WHERE task.state = 'Open' AND task.owner_person_id IS NOT NULL
          AND task.owner_person_id = coalesce({owner}::uuid, task.owner_person_id)
          AND ({owner}::uuid IS NOT NULL
               OR task.owner_person_id IN (SELECT person_id FROM supervision.away(supervision.today()))
               OR NOT EXISTS (
                    SELECT FROM able
                    WHERE able.person_id = task.owner_person_id AND able.assignee = task.assignee_role
                      AND (task.assignee_unit_code IS NULL OR able.unit_code = task.assignee_unit_code)
                      AND (able.role <> 'Inspector' OR EXISTS (
                        SELECT FROM supervision.team_member AS member
                        JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                        WHERE member.campaign_id = task.campaign_id AND inspector.person_id = able.person_id))))
        ORDER BY task.id
        FOR NO KEY UPDATE OF task SKIP LOCKED
        """, Read, stop);

    /// <summary>Which role answers for which assignee, a pair a row.</summary>
    private static IEnumerable<(string Assignee, string Role)> Asked =>
        from assignee in Enum.GetValues<AssigneeRole>()
        from role in Assignee.Roles(assignee)
        select (assignee.ToString(), role.ToString());

    public TaskOnHand On(Case subject) => new()
    {
        Id = Id,
        Form = Form,
        Title = Title,
        Subject = subject,
        Role = Role,
        Definition = Definition,
        DueOn = DueOn,
        DueExplanation = DueExplanation,
    };

    private static TaskRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        State = Enum.Parse<TaskState>(row.GetString(1)),
        Instance = new InstanceId(row.GetGuid(2)),
        Bookmark = new BookmarkId(row.GetInt64(3)),
        Definition = new DefinitionVersion(new DefinitionId(row.GetString(4)), row.GetInt32(5)),
        Form = row.GetString(6),
        Title = row.GetString(7),
        Subject = row.GetGuid(8),
        Role = Enum.Parse<AssigneeRole>(row.GetString(9)),
        UnitCode = row.IsDBNull(10) ? null : row.GetString(10),
        Person = row.IsDBNull(11) ? null : row.GetGuid(11),
        DueOn = row.IsDBNull(12) ? null : row.GetFieldValue<DateOnly>(12),
        DueExplanation = row.IsDBNull(13) ? null : row.GetString(13),
        EndedAt = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        AnsweredBy = row.IsDBNull(15) ? null : row.GetString(15),
        Owner = row.IsDBNull(16) ? null : row.GetGuid(16),
    };
}
