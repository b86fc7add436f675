using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>What was answered to a task that has ended.</summary>
public sealed record AnswerSheet
{
    public required TaskRow Task { get; init; }

    /// <summary>Of the version with which it was answered; its labels are those of then.</summary>
    public required FormDefinition Form { get; init; }

    /// <summary>What the options that the act supplies are called now.</summary>
    public required FormSetting Setting { get; init; }

    /// <summary>As the process went on from it.</summary>
    public required string Outcome { get; init; }

    /// <summary>The button that was pressed, where its act made another outcome of it; else null.</summary>
    public string? Chosen { get; init; }

    /// <summary>An object with the fields that were filled.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>By whom, as a person reads it.</summary>
    public required string By { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was handed in with it.</summary>
    public required IReadOnlyList<CaseFile> Files { get; init; }
    public Guid? UnitInspection { get; init; }
}

/// <summary>Reads the answer of a task, for whoever may read its case; behind a link a unit reads its own.</summary>
public sealed class ReadAnswer(Database db, FormActs forms)
{
    /// <summary>Null where nobody answered the task, or the reader may not see it.</summary>
    public Task<AnswerSheet?> Run(Guid id, Actor actor, CancellationToken stop) =>
        db.InTransaction<AnswerSheet?>(async tx =>
        {
            if (await TaskRow.Find(tx, id, stop) is not { State: TaskState.Done } task || !IsTheirs(task, actor))
                return null;
            var subject = (await CaseRows.Read(tx, [task.Subject], stop))[task.Subject];
            if (RightTable.Check(actor, Act.ReadCases, await ReadScope.Of(tx, subject, stop)) is not null)
                return null;
            var given = await Given(tx, id, stop);
            var files = await CaseFiles.For(tx, subject, actor, stop);
            return new AnswerSheet
            {
                Task = task,
                Form = await forms.Read(tx, task.Definition, task.Form, stop),
                Setting = await forms.ActOf(task.Form).Prepare(tx, task.On(subject), stop),
                Outcome = given.Outcome,
                Chosen = given.Chosen,
                Content = given.Content,
                By = (await ActorNames.Of(tx, [task.AnsweredBy!], stop))[task.AnsweredBy!],
                At = given.At,
                Files = [.. files.Where(file => file.Task == id)],
                UnitInspection = subject.UnitInspection,
            };
        }, stop);

    private static bool IsTheirs(TaskRow task, Actor actor) => actor is not Actor.Contact contact
        || task.UnitCode == contact.UnitCode && task.Role is AssigneeRole.LiaisonOfficer or AssigneeRole.UnitHead;

    private static Task<(string Outcome, string? Chosen, JsonElement Content, DateTimeOffset At)> Given(
        Tx tx, Guid task, CancellationToken stop) => tx.QueryOne($"""
        SELECT outcome, chosen, answer::text, answered_at FROM supervision.task_answer WHERE task_id = {task}
        """, row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), Json.Parse(row.GetString(2)),
            row.GetFieldValue<DateTimeOffset>(3)), stop);
}
