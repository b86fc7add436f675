using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Reads;

/// <summary>A further thing that the holder of a link is asked in the same case.</summary>
public sealed record ContactTask(Guid Id, string Title, DateOnly? DueOn, string? DueExplanation);

/// <summary>What the unit answered in the same case.</summary>
/// <param name="Id">Of the task.</param>
/// <param name="Title">Of the task.</param>
/// <param name="At">Business time, UTC.</param>
public sealed record ContactAnswer(Guid Id, string Title, DateTimeOffset At);

/// <summary>
/// What else a contact is asked about the unit inspection that a task belongs to, so that one link of a case leads to
/// all of it: not every task has a mail of its own.
/// </summary>
public static class ContactTasks
{
    public static Task<IReadOnlyList<ContactTask>> Beside(
        Tx tx, Guid task, Actor.Contact contact, CancellationToken stop) => tx.Query($"""
        SELECT other.id, other.title || COALESCE('（问题' || item.number || '）', ''), other.due_on,
               other.due_explanation
        FROM supervision.open_task AS linked
        JOIN supervision.open_task AS other ON other.unit_inspection_id = linked.unit_inspection_id
        LEFT JOIN supervision.problem_item AS item ON item.id = other.subject_id
        WHERE linked.id = {task} AND other.id <> linked.id AND other.state = 'Open'
          AND other.assignee_unit_code = {contact.UnitCode} AND other.assignee_role = {contact.Role.ToString()}
        ORDER BY other.due_on NULLS LAST, other.created_at, other.id
        LIMIT 100
        """, row => new ContactTask(row.GetGuid(0), row.GetString(1),
            row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2), row.IsDBNull(3) ? null : row.GetString(3)), stop);

    /// <summary>The last one first; also the task itself.</summary>
    public static Task<IReadOnlyList<ContactAnswer>> Answered(
        Tx tx, Guid task, Actor.Contact contact, CancellationToken stop) => tx.Query($"""
        SELECT other.id, other.title || COALESCE('（问题' || item.number || '）', ''), given.answered_at
        FROM supervision.open_task AS linked
        JOIN supervision.open_task AS other ON other.unit_inspection_id = linked.unit_inspection_id
        JOIN supervision.task_answer AS given ON given.task_id = other.id
        LEFT JOIN supervision.problem_item AS item ON item.id = other.subject_id
        WHERE linked.id = {task} AND other.assignee_unit_code = {contact.UnitCode}
          AND other.assignee_role IN ('LiaisonOfficer', 'UnitHead')
        ORDER BY given.answered_at DESC, other.id DESC
        LIMIT 100
        """, row => new ContactAnswer(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), stop);
}
