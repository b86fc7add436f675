using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Inspections;

namespace Orchestrator.Supervision.Tasks;

/// <summary>An answer is kept, its task ends, and the process hears of it. The turn is the caller's.</summary>
public sealed class TaskAnswers(WorkflowClient workflows)
{
    /// <summary>
    /// Locks the process, its inspection and then its task for the rest of the transaction, in the order in which a
    /// turn does: of two answers, or of an answer and a lapse, one is first, and the other finds the task ended. Null:
    /// no such task.
    /// </summary>
    public async Task<TaskRow?> Hold(Tx tx, Guid id, CancellationToken stop)
    {
        if (await TaskRow.Find(tx, id, stop) is not { } asked)
            return null;
        await workflows.Hold(tx, asked.Instance, stop);
        await InspectionLock.OfTask(tx, id, stop);
        return await TaskRow.Lock(tx, id, stop);
    }

    /// <summary>The same for the open task with this form about an object; null where nobody is asked.</summary>
    internal async Task<TaskRow?> HoldOpen(Tx tx, Guid subject, string form, CancellationToken stop)
    {
        var open = await OpenTaskOf(tx, subject, form, stop);
        return open != default && await Hold(tx, open, stop) is { State: TaskState.Open } task ? task : null;
    }

    /// <summary>
    /// The same without its process, for whoever holds the inspection and another process already: a second one would
    /// be held in the opposite order. What ends this wait meanwhile waits for the inspection, or finds the task ended.
    /// </summary>
    internal static async Task<TaskRow?> LockOpen(Tx tx, Guid subject, string form, CancellationToken stop)
    {
        var open = await OpenTaskOf(tx, subject, form, stop);
        return open != default && await TaskRow.Lock(tx, open, stop) is { State: TaskState.Open } task ? task : null;
    }

    private static Task<Guid> OpenTaskOf(Tx tx, Guid subject, string form, CancellationToken stop) => tx.QueryOne($"""
        SELECT id FROM supervision.open_task
        WHERE subject_id = {subject} AND form = {form} AND state = 'Open'
        """, row => row.GetGuid(0), stop);

    /// <param name="tx">The transaction of the answer.</param>
    /// <param name="task">The task, locked.</param>
    /// <param name="ended">What the use case made of it, and the button that was pressed, if any.</param>
    /// <param name="step">Who, when, and the fields of the answer.</param>
    /// <param name="stop">The caller's.</param>
    internal async Task Give(
        Tx tx, TaskRow task, (string Outcome, string? Chosen) ended, Step step, CancellationToken stop)
    {
        var (outcome, chosen) = ended;
        await tx.Execute([
            $"""
            UPDATE supervision.open_task SET state = 'Done', ended_at = {step.At.ToUniversalTime()}
            WHERE id = {task.Id}
            """,
            $"""
            INSERT INTO supervision.task_answer (task_id, answered_at, answered_by, outcome, answer, chosen)
            VALUES ({task.Id}, {step.At.ToUniversalTime()}, {step.Actor.Key}, {outcome},
                    {step.Detail.GetRawText()}::jsonb, {(chosen == outcome ? null : chosen)})
            """,
        ], stop);
        await workflows.Resume(
            tx, [new WaitAnswer(task.Instance, task.Bookmark, With(step.Detail, outcome))], stop);
    }

    private static JsonElement With(JsonElement content, string outcome) => Json.Of(content.EnumerateObject()
        .Where(member => member.Name != "outcome")
        .Select(member => KeyValuePair.Create(member.Name, member.Value))
        .Prepend(KeyValuePair.Create("outcome", Json.Of(outcome))));
}
