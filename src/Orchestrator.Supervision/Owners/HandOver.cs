using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Owners;

/// <summary>交接 by hand: open tasks go to another person who may do them; all of them or none.</summary>
public sealed class HandOver(Database db, TaskOwners owners)
{
    /// <summary>Tasks of one hand-over.</summary>
    public const int Most = 200;

    public sealed record Request(Actor Actor, ImmutableArray<Guid> Tasks, Guid To, string Reason);

    /// <summary>SU062 to SU064, SU084, AU010; null: they are theirs now.</summary>
    /// <remarks>Whoever answers one of them holds it and wants the next: one of the two is given up.</remarks>
    public Task<Problem?> Run(Request request, CancellationToken stop) => db.InRetriedTransaction(async tx =>
    {
        if (Reason.Check(request.Reason, "SU084", "reason", "请写明交接事由；没有交接。") is { } wordless)
            return wordless;
        if (request.Tasks.Length is 0 or > Most)
            return Refused("tasks", $"请选择1至{Most}项要交接的事项，实选{request.Tasks.Length}项");
        var tasks = new List<TaskRow>();
        foreach (var id in request.Tasks.Distinct().Order())
        {
            if (await TaskRow.Lock(tx, id, stop) is not { } task)
                return new Problem("SU062", "task", "没有这项任务；请刷新后再看。");
            if (Refusal(task, request.Actor) is { } refusal)
                return refusal;
            tasks.Add(task);
        }

        var questions = await owners.Questions(tx, tasks, stop);
        var roster = await Roster.Read(tx, questions, stop);
        if (await Unfit(tx, questions.Where(one => !roster.MayDo(request.To, one)), request.To, stop) is { } unfit)
            return unfit;
        if (roster.IsAway(request.To))
            return Refused("to", $"“{await NameOf(tx, request.To, stop)}”正在离岗，不能接收事项；请另选接收人");
        await OwnerChange.Write(tx, [.. tasks.Where(task => task.Owner != request.To).Select(task =>
            new OwnerChange(task.Id, task.Owner!.Value, request.To, request.Reason.Trim()))], request.Actor.Key, stop);
        return null;
    }, stop);

    /// <summary>Whoever may not hand it over is told nothing of it.</summary>
    private static Problem? Refusal(TaskRow task, Actor actor) => task switch
    {
        _ when !IsOwn(task, actor) && RightTable.Check(actor, Act.ManageDuty, new ScopeOf()) is { } forbidden =>
            forbidden,
        { State: not TaskState.Open } => TaskProblems.Ended(task),
        { Owner: null } => Refused("tasks", $"“{task.Title}”由单位联系人办理，不能交接；联系人有变动的，请在“单位”中变更"),
        _ => null,
    };

    private static bool IsOwn(TaskRow task, Actor actor) =>
        actor is Actor.Official official && official.Person == task.Owner;

    private static async Task<Problem?> Unfit(
        Tx tx, IEnumerable<OwnerQuestion> beyond, Guid to, CancellationToken stop) =>
        beyond.FirstOrDefault() is not { } first ? null : Refused("to",
            $"“{await NameOf(tx, to, stop)}”不能办理“{first.Task.Title}”：该事项由"
            + $"{string.Join("或", first.Roles.Select(RightTable.Label))}办理"
            + (first.Task.Form == "verification" ? "，报送人、前一次核查人和应当回避该单位的人除外" : "") + "；请另选接收人");

    private static async Task<string> NameOf(Tx tx, Guid person, CancellationToken stop) => await tx.QueryOne(
        $"SELECT name FROM supervision.person WHERE id = {person}", row => row.GetString(0), stop) ?? "所选人员";

    private static Problem Refused(string where, string sentence) => new("SU084", where, sentence + "。没有交接。");
}
