using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>What the person who answered may keep: when, what, and the hash of each file.</summary>
public sealed record AnswerReceipt(Guid Task, string Outcome, DateTimeOffset At)
{
    public ImmutableArray<HandedFile> Files { get; init; } = [];
}

/// <summary>A receipt, or everything that stood against the answer; then nothing has changed.</summary>
public sealed record Answered(AnswerReceipt? Receipt, ImmutableArray<Problem> Problems);

/// <summary>
/// 办理任务 (docs/adr/0002): the only way in for an answer. Holds process and task, asks for assignee, right and form, lets
/// the use case of the form move its object, closes the task and resumes the process, in one transaction: accepted
/// means durable.
/// </summary>
public sealed class AnswerTask(Database db, FormActs forms, TaskClosing closing, BusinessClock clock)
{
    public sealed record Request
    {
        public required Guid Task { get; init; }
        public required Actor Actor { get; init; }
        public required string Outcome { get; init; }

        /// <summary>An object with the fields that were filled.</summary>
        public JsonElement Content { get; init; } = Json.EmptyObject;
        public ImmutableArray<UploadedFile> Files { get; init; } = [];
    }

    /// <summary>SU061 to SU065, SU088, AU010, AU011, and whatever the use case refuses.</summary>
    public async Task<Answered> Run(Request request, CancellationToken stop)
    {
        ImmutableArray<Problem> problems = [];
        try
        {
            var receipt = await db.InRetriedTransaction(async tx =>
            {
                (problems, var accepted) = await Take(tx, request, stop);

                // A use case may have written before it refused: all of it goes.
                if (accepted is null)
                    throw new RefusedException();
                await closing.Conclude(tx, [accepted], stop);
                return accepted.Receipt;
            }, stop);
            return new Answered(receipt, []);
        }
        catch (RefusedException)
        {
            return new Answered(null, problems);
        }
    }

    /// <summary>
    /// The same for several in one transaction, with one turn after all of them: each is accepted or refused by itself,
    /// in their order. For whoever plays many people at once.
    /// </summary>
    public Task<IReadOnlyList<Answered>> RunTogether(IReadOnlyList<Request> requests, CancellationToken stop) =>
        db.InRetriedTransaction<IReadOnlyList<Answered>>(async tx =>
        {
            var answered = new List<Answered>(requests.Count);
            var accepted = new List<GivenAnswer>(requests.Count);
            foreach (var request in requests)
            {
                var (problems, given) = await OneOf(tx, request, stop);
                answered.Add(new Answered(given?.Receipt, problems));
                if (given is not null)
                    accepted.Add(given);
            }

            await closing.Conclude(tx, accepted, stop);
            return answered;
        }, stop);

    private async Task<(ImmutableArray<Problem> Problems, GivenAnswer? Given)> OneOf(
        Tx tx, Request request, CancellationToken stop)
    {
        ImmutableArray<Problem> problems = [];
        GivenAnswer? accepted = null;
        var failure = await tx.Attempt(async () =>
        {
            (problems, accepted) = await Take(tx, request, stop);
            if (accepted is null)
                throw new RefusedException();
        }, stop);
        if (failure is not (null or RefusedException))
            ExceptionDispatchInfo.Throw(failure);
        return (problems, accepted);
    }

    private async Task<(ImmutableArray<Problem> Problems, GivenAnswer? Given)> Take(
        Tx tx, Request request, CancellationToken stop)
    {
        if (await closing.Hold(tx, request.Task, stop) is not { } task)
            return ([new Problem("SU062", "task", "没有这项任务；请从“我的待办”或邮件中的链接重新进入。")], null);
        if (Assignee.Check(task, request.Actor) is { } notTheirs)
            return ([notTheirs], null);
        if (task.State != TaskState.Open)
            return ([TaskProblems.Ended(task)], null);
        var onHand = task.On((await CaseRows.Read(tx, [task.Subject], stop))[task.Subject]);
        var problems = await Refusals(tx, request, onHand, stop);
        return problems.IsEmpty ? await Accept(tx, request, (task, onHand), stop) : (problems, null);
    }

    private async Task<ImmutableArray<Problem>> Refusals(
        Tx tx, Request request, TaskOnHand task, CancellationToken stop)
    {
        var scope = await ReadScope.Of(tx, task.Subject, stop);
        var act = forms.ActOf(task.Form);
        if (RightTable.Check(request.Actor, act.RightFor(task), scope) is { } forbidden)
            return [forbidden];
        var files = request.Files.Select(file => EvidenceRule.Check(file).Problem).OfType<Problem>().ToImmutableArray();
        var form = await forms.Read(tx, task.Definition, task.Form, stop);
        var setting = await act.Prepare(tx, task, stop);
        var raw = new RawAnswer(request.Outcome, request.Content, request.Files.Length);
        ImmutableArray<Problem> problems = [.. files, .. AnswerCheck.Of(form, setting, raw)];
        return problems.IsEmpty ? [.. AnswerFit.Of(act.Needs, setting, raw)] : problems;
    }

    private async Task<(ImmutableArray<Problem>, GivenAnswer?)> Accept(
        Tx tx, Request request, (TaskRow Row, TaskOnHand OnHand) task, CancellationToken stop)
    {
        var answer = new FormAnswer
        {
            Task = task.OnHand,
            Actor = request.Actor,
            Outcome = request.Outcome,
            Content = request.Content,
            Files = await Keep(tx, request.Files, stop),
            Now = clock.GetUtcNow(),
        };
        switch (await forms.ActOf(task.OnHand.Form).Run(tx, answer, stop))
        {
            case ActOutcome.Refused refused:
                return ([refused.Problem], null);
            case ActOutcome.Done done:
                return ([], await closing.Give(tx, task.Row, (answer, done.Outcome), stop));
            default:
                throw new InvalidOperationException($"the form {task.OnHand.Form} ended neither done nor refused");
        }
    }

    internal static async Task<ImmutableArray<HandedFile>> Keep(
        Tx tx, ImmutableArray<UploadedFile> files, CancellationToken stop)
    {
        var kept = ImmutableArray.CreateBuilder<HandedFile>();
        foreach (var file in files)
        {
            var sha256 = await FileStore.Keep(tx, file.Content, stop);
            kept.Add(new HandedFile(
                sha256, EvidenceRule.NameOf(file), EvidenceRule.Check(file).MediaType!, file.Content.Length));
        }

        return kept.ToImmutable();
    }

    private sealed class RefusedException : Exception;
}
