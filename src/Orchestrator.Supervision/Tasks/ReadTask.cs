using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>A task as the person who is asked sees it.</summary>
public sealed record TaskSheet
{
    public required TaskRow Task { get; init; }
    public required FormDefinition Form { get; init; }
    public required FormSetting Setting { get; init; }
    public required IReadOnlyList<CaseDocument> Documents { get; init; }

    /// <summary>佐证材料 that the answer rests on, as far as whoever is asked may read it.</summary>
    public required IReadOnlyList<CaseFile> Files { get; init; }

    /// <summary>Whom to call: the office's people with a telephone.</summary>
    public required IReadOnlyList<(string Name, string Phone)> Contacts { get; init; }
    public Guid? UnitInspection { get; init; }

    /// <summary>承办人, by name; null where the contacts of a unit are asked.</summary>
    public string? Owner { get; init; }

    /// <summary>How it came to its owner, oldest first.</summary>
    public required IReadOnlyList<OwnerChanged> Changes { get; init; }
}

/// <summary>
/// Opens a task for reading. The same refusals as an answer would meet, and nothing changes: a scanner that follows a
/// link has done nothing.
/// </summary>
public sealed class ReadTask(Database db, FormActs forms)
{
    /// <summary>The sheet, or SU062 to SU064, AU010, AU011.</summary>
    public Task<(TaskSheet? Sheet, Problem? Problem)> Run(Guid id, Actor actor, CancellationToken stop) =>
        db.InTransaction<(TaskSheet?, Problem?)>(async tx =>
        {
            if (await TaskRow.Find(tx, id, stop) is not { } task)
                return (null, new Problem("SU062", "task", "没有这项任务；请从“我的待办”或邮件中的链接重新进入。"));
            if (Assignee.Check(task, actor) is { } notTheirs)
                return (null, notTheirs);
            if (task.State != TaskState.Open)
                return (null, TaskProblems.Ended(task));
            var subject = (await CaseRows.Read(tx, [task.Subject], stop))[task.Subject];
            var onHand = task.On(subject);
            var act = forms.ActOf(task.Form);
            if (RightTable.Check(actor, act.RightFor(onHand), await ReadScope.Of(tx, subject, stop)) is { } forbidden)
                return (null, forbidden);
            var setting = await act.Prepare(tx, onHand, stop);
            return (new TaskSheet
            {
                Task = task,
                Form = await forms.Read(tx, task.Definition, task.Form, stop),
                Setting = setting with { Facts = [.. await Returns.Of(tx, task, stop), .. setting.Facts] },
                Documents = await CaseDocuments.For(tx, subject, stop),
                Files = await CaseFiles.For(tx, subject, actor, stop),
                Contacts = await Office(tx, stop),
                UnitInspection = subject.UnitInspection,
                Owner = await OwnerChanged.NameOf(tx, task.Owner, stop),
                Changes = await OwnerChanged.Of(tx, id, stop),
            }, null);
        }, stop);

    private static Task<IReadOnlyList<(string Name, string Phone)>> Office(Tx tx, CancellationToken stop) =>
        tx.Query($"""
            SELECT person.name, person.phone
            FROM supervision.current_post(supervision.today()) AS post
            JOIN supervision.person AS person ON person.id = post.person_id
            WHERE post.role = 'CaseOfficer' AND person.phone IS NOT NULL
            ORDER BY person.name
            LIMIT 3
            """, row => (row.GetString(0), row.GetString(1)), stop);
}
