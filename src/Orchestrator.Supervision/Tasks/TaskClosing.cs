using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>An answer that was accepted, and what the use case made of it.</summary>
public sealed record GivenAnswer(TaskRow Task, FormAnswer Answer, string Outcome)
{
    public AnswerReceipt Receipt => new(Task.Id, Outcome, Answer.Now) { Files = Answer.Files };
}

/// <summary>
/// What stands around every answer: before it the process and the task are held; after it the answer is kept, the task
/// ends, the process goes on.
/// </summary>
public sealed class TaskClosing(TaskAnswers answers, Turn turn, LetterRoom letters)
{
    /// <inheritdoc cref="TaskAnswers.Hold"/>
    public Task<TaskRow?> Hold(Tx tx, Guid id, CancellationToken stop) => answers.Hold(tx, id, stop);

    /// <inheritdoc cref="TaskAnswers.HoldOpen"/>
    internal Task<TaskRow?> HoldOpen(Tx tx, Guid subject, string form, CancellationToken stop) =>
        answers.HoldOpen(tx, subject, form, stop);

    /// <param name="tx">The transaction of the answer.</param>
    /// <param name="task">The task, locked.</param>
    /// <param name="given">The answer, and the outcome that the use case made of it.</param>
    /// <param name="stop">The caller's.</param>
    public async Task Close(
        Tx tx, TaskRow task, (FormAnswer Answer, string Outcome) given, CancellationToken stop) =>
        await Conclude(tx, [await Give(tx, task, given, stop)], stop);

    /// <summary>The first half: <see cref="Conclude"/> follows in the same transaction.</summary>
    internal async Task<GivenAnswer> Give(
        Tx tx, TaskRow task, (FormAnswer Answer, string Outcome) given, CancellationToken stop)
    {
        var (answer, outcome) = given;
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        await answers.Give(tx, task, (outcome, answer.Outcome), step, stop);
        return new GivenAnswer(task, answer, outcome);
    }

    /// <summary>After the last answer of a transaction: receipts are sent, and the processes go on.</summary>
    internal async Task Conclude(Tx tx, IReadOnlyList<GivenAnswer> given, CancellationToken stop)
    {
        await letters.Send(tx, [.. given
            .Where(one => one.Answer.Actor is Actor.Contact && one.Outcome != "Received")
            .Select(one => ReceiptOf(one.Task, one.Answer))], stop);
        await turn.Advance(tx, stop);
    }

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
