using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>
/// What stands around every answer: before it the process and the task are held; after it the answer is kept, the task
/// ends, the process goes on.
/// </summary>
public sealed class TaskClosing(WorkflowClient workflows, Turn turn, LetterRoom letters)
{
    /// <summary>
    /// Locks the process and then its task for the rest of the transaction, in the order in which a turn does: of two
    /// answers, or of an answer and a lapse, one is first, and the other finds the task ended. Null: no such task.
    /// </summary>
    public async Task<TaskRow?> Hold(Tx tx, Guid id, CancellationToken stop)
    {
        if (await TaskRow.Find(tx, id, stop) is not { } asked)
            return null;
        await workflows.Hold(tx, asked.Instance, stop);
        return await TaskRow.Lock(tx, id, stop);
    }

    /// <param name="tx">The transaction of the answer.</param>
    /// <param name="task">The task, locked.</param>
    /// <param name="given">The answer, and the outcome that the use case made of it.</param>
    /// <param name="stop">The caller's.</param>
    public async Task Close(
        Tx tx, TaskRow task, (FormAnswer Answer, string Outcome) given, CancellationToken stop)
    {
        var (answer, outcome) = given;
        await tx.Execute([
            $"""
            UPDATE supervision.open_task SET state = 'Done', ended_at = {answer.Now.ToUniversalTime()}
            WHERE id = {task.Id}
            """,
            $"""
            INSERT INTO supervision.task_answer (task_id, answered_at, answered_by, outcome, answer)
            VALUES ({task.Id}, {answer.Now.ToUniversalTime()}, {answer.Actor.Key}, {outcome},
                    {answer.Content.GetRawText()}::jsonb)
            """,
        ], stop);
        await workflows.Resume(
            tx, [new WaitAnswer(task.Instance, task.Bookmark, With(answer.Content, outcome))], stop);
        if (answer.Actor is Actor.Contact && outcome != "Received")
            await letters.Send(tx, [ReceiptOf(task, answer)], stop);
        await turn.Advance(tx, stop);
    }

    private static JsonElement With(JsonElement content, string outcome) => Json.Of(content.EnumerateObject()
        .Where(member => member.Name != "outcome")
        .Select(member => KeyValuePair.Create(member.Name, member.Value))
        .Prepend(KeyValuePair.Create("outcome", Json.Of(outcome))));

    /// <summary>M-05: when, and the hash of each file.</summary>
    private static LetterOrder ReceiptOf(TaskRow task, FormAnswer answer) => new()
    {
        Letter = "M-05",
        Subject = answer.Task.Subject,
        Definition = task.Definition,
        Occasion = task.Id.ToString("N"),
        OpenTask = task.Id,
        Submitter = answer.Actor,
        Now = answer.Now,
        Fields = Json.Nothing
            .Add("matter", Json.Of(task.Title))
            .Add("files", Json.Of(answer.Files.Select(file => Json.Of(
                [
                    KeyValuePair.Create("name", Json.Of(file.FileName)),
                    KeyValuePair.Create("sha256", Json.Of(Convert.ToHexStringLower(file.Sha256))),
                ])))),
    };
}
