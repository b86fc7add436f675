using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Owners;

/// <summary>
/// 承办人 (S02-1): every open task of the office has exactly one, who is expected to do it. Who may answer is another
/// question (<c>Assignee</c>): anybody in the role, so that a small office goes on when somebody is ill.
/// </summary>
public sealed class TaskOwners(FormActs forms)
{
    /// <summary>The owners of tasks about to be opened; one is missing where nobody may do it.</summary>
    internal async Task<IReadOnlyDictionary<Guid, Guid>> Choose(
        Tx tx, IReadOnlyCollection<NewTask> tasks, CancellationToken stop)
    {
        var questions = tasks.Where(task => OwnerQuestion.IsNeeded(task.Role)).Select(task =>
            OwnerQuestion.Of(task.OnHand, forms) with { UnitCode = task.UnitCode, Person = task.Person }).ToList();
        if (questions.Count == 0)
            return new Dictionary<Guid, Guid>();
        var roster = await Roster.Read(tx, questions, stop);
        return questions.Select(one => (one.Task.Id, Owner: roster.OwnerOf(one)))
            .Where(one => one.Owner is not null).ToDictionary(one => one.Id, one => one.Owner!.Value);
    }

    /// <summary>
    /// The open tasks of whoever is away, or may not do them any more, get an owner who is here. One that is just being
    /// answered is left out: it ends, or the next sweep takes it. Says how many changed hands.
    /// </summary>
    /// <param name="tx">The caller's.</param>
    /// <param name="person">Of this person only; null: of everybody.</param>
    /// <param name="step">Who causes it, as <c>Actor.Key</c> names them, and why, where it is not an absence.</param>
    /// <param name="stop">The caller's.</param>
    internal async Task<int> Settle(
        Tx tx, Guid? person, (string By, string Reason) step, CancellationToken stop)
    {
        var questions = await Questions(tx, await TaskRow.LockUntended(tx, person, stop), stop);
        if (questions.Count == 0)
            return 0;
        var roster = await Roster.Read(tx, questions, stop);
        OwnerChange[] changes =
        [
            .. from one in questions
               let owner = one.Owner!.Value
               let next = roster.OwnerOf(one)
               where next is not null && next != owner
               select new OwnerChange(one.Task.Id, owner, next.Value, roster.IsAway(owner) ? "离岗" : step.Reason),
        ];
        await OwnerChange.Write(tx, changes, step.By, stop);
        return changes.Length;
    }

    internal async Task<IReadOnlyList<OwnerQuestion>> Questions(
        Tx tx, IReadOnlyList<TaskRow> tasks, CancellationToken stop)
    {
        if (tasks.Count == 0)
            return [];
        var subjects = await CaseRows.Read(tx, [.. tasks.Select(task => task.Subject)], stop);
        return
        [
            .. tasks.Select(task => OwnerQuestion.Of(task.On(subjects[task.Subject]), forms) with
            {
                UnitCode = task.UnitCode,
                Person = task.Person,
                Owner = task.Owner,
            }),
        ];
    }
}
