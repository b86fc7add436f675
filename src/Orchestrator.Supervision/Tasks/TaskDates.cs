using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Tasks;

/// <summary>The date that an open task names, where the date of its object moved.</summary>
internal static class TaskDates
{
    public static Task<int> Move(
        Tx tx, Guid subject, (string Form, DateOnly DueOn, string Explanation) moved, CancellationToken stop) =>
        tx.Execute($"""
        UPDATE supervision.open_task SET due_on = {moved.DueOn}, due_explanation = {moved.Explanation}
        WHERE subject_id = {subject} AND form = {moved.Form} AND state = 'Open'
        """, stop);
}
