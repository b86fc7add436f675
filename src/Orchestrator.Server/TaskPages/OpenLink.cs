using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.TaskPages;

/// <summary>What a link opened; nothing where it leads nowhere.</summary>
public sealed record OpenedLink
{
    public Actor.Contact? Contact { get; init; }
    public TaskSheet? Sheet { get; init; }

    /// <summary>What else the holder of the link is asked in this case.</summary>
    public IReadOnlyList<ContactTask> Others { get; init; } = [];

    /// <summary>What the unit answered in this case, the last first.</summary>
    public IReadOnlyList<ContactAnswer> Answered { get; init; } = [];

    /// <summary>What was answered to a task that has ended so.</summary>
    public AnswerSheet? Answer { get; init; }

    /// <summary>Why the task of a known link cannot be answered any more.</summary>
    public Problem? Ended { get; init; }
}

/// <summary>Opens the link of a mail for reading: its task, or another of the same person and case.</summary>
public sealed class OpenLink(Database db, ReadTask read, ReadAnswer answers, Visit visit)
{
    /// <param name="token">The last part of the address.</param>
    /// <param name="wanted">Another task's number, as the address names it; what is not theirs is not opened.</param>
    /// <param name="stop">The caller's.</param>
    public async Task<OpenedLink> Run(string token, string? wanted, CancellationToken stop)
    {
        if (await db.InTransaction(tx => TaskLinks.Find(tx, token, visit.Now, stop), stop) is not { } linked)
            return new OpenedLink();
        var others = await Beside(linked.Task, linked.Actor, stop);
        var answered = await db.InTransaction(
            tx => ContactTasks.Answered(tx, linked.Task, linked.Actor, stop), stop);
        var task = linked.Task;
        if (Guid.TryParse(wanted, CultureInfo.InvariantCulture, out var chosen)
            && (others.Any(other => other.Id == chosen) || answered.Any(one => one.Id == chosen)))
        {
            task = chosen;
            others = await Beside(chosen, linked.Actor, stop);
        }

        var (sheet, problem) = await read.Run(task, linked.Actor, stop);
        return new OpenedLink
        {
            Contact = linked.Actor,
            Sheet = sheet,
            Others = others,
            Answered = [.. answered.Where(one => one.Id != task)],
            Answer = sheet is null ? await answers.Run(task, linked.Actor, stop) : null,
            Ended = problem,
        };
    }

    /// <summary>The documents of the case behind a link, ended or not; none behind a link that leads nowhere.</summary>
    public Task<IReadOnlyList<CaseDocument>> Documents(string token, CancellationToken stop) =>
        db.InTransaction<IReadOnlyList<CaseDocument>>(async tx =>
            await TaskLinks.Find(tx, token, visit.Now, stop) is { } linked
                ? await CaseDocuments.Beside(tx, linked.Task, stop)
                : [], stop);

    public Task<IReadOnlyList<ContactTask>> Beside(Guid task, Actor.Contact contact, CancellationToken stop) =>
        db.InTransaction(tx => ContactTasks.Beside(tx, task, contact, stop), stop);
}
