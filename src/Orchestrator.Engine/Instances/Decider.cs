using System.Diagnostics;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Instances;

/// <summary>What a decision may know beside the instance itself: time, chance and whoever answers scripts.</summary>
/// <param name="Now">The business clock of the turn, UTC.</param>
/// <param name="Seed">Seeds every draw of chance; recorded, so that a replay gives the same answer.</param>
/// <param name="Evaluate">Answers JavaScript and Liquid.</param>
public sealed record Moment(DateTimeOffset Now, ulong Seed, Evaluate Evaluate)
{
    /// <summary>The version that a migration goes to; null for any other command, and where there is none.</summary>
    public CompiledWorkflow? Target { get; init; }
}

/// <summary>The front door of the engine: from a state and a command to what happened and what is to be done.</summary>
public static class Decider
{
    /// <summary>
    /// A pure function: equal arguments give equal decisions, also years later. RT102 to RT106 say why a command is
    /// rejected; a rejected one leaves no trace.
    /// </summary>
    public static Decision Decide(
        CompiledWorkflow workflow, InstanceState state, Command command, Moment moment) =>
        Refusal(state, command) ?? Decide(new Burst(workflow, state, moment), command);

    private static Decision Decide(Burst burst, Command command)
    {
        switch (command)
        {
            case Command.Start start:
                Start(burst, start);
                break;
            case Command.Resume resume:
                Resume(burst, resume);
                break;
            case Command.Outcome outcome:
                Outcome(burst, outcome);
                break;
            case Command.ChildEnded ended:
                ChildEnded(burst, ended);
                break;
            case Command.Cancel cancel:
                burst.End(InstanceSubStatus.Cancelled, cancel.Reason);
                return burst.Accepted();
            case Command.Retry retry:
                Retry(burst, retry);
                break;
            case Command.Park park:
                burst.Happen(new Event.Parked(park.Code, park.Message));
                return burst.Accepted();
            case Command.MoveWait moved:
                burst.Happen(new Event.WaitMoved(moved.Bookmark, moved.Until));
                return burst.Accepted();
            case Command.Operate operate:
                return Operations.Decide(burst, operate);
            default:
                throw new UnreachableException($"no decision for {command.GetType().Name}");
        }

        burst.Run();
        return burst.Accepted();
    }

    private static Decision.Rejected? Refusal(InstanceState state, Command command)
    {
        var begun = state.Sequence > 0;
        return command switch
        {
            Command.Start when begun => Rejected("RT102", "the instance has begun already"),
            Command.Start => null,
            _ when !begun => Rejected("RT102", "the instance has not begun"),
            Command.Operate operate => Operations.Refusal(state, operate),
            Command.Resume or Command.ChildEnded or Command.Retry { Faulted.Value: not 0 } when state.IsPaused =>
                Rejected("RT180", "流程已暂停，期望先恢复；请恢复后再办理。"),
            Command.Retry retry => Retryable(state, retry.Faulted),
            Command.Outcome outcome when state.Pending.ContainsKey(outcome.Effect) => null,
            Command.Cancel when state.SubStatus == InstanceSubStatus.Faulted => null,
            _ when state.Status == InstanceStatus.Finished => Rejected("RT103", $"it has ended as {state.SubStatus}"),
            Command.Resume resume when !state.Bookmarks.TryGetValue(resume.Bookmark, out var wait)
                || wait.For is Stimulus.Children => NotWaiting(resume.Bookmark),
            Command.MoveWait moved when !(state.Bookmarks.TryGetValue(moved.Bookmark, out var wait)
                && wait.For is (Stimulus.Time or Stimulus.Ledger { Until: not null })) => NotWaiting(moved.Bookmark),
            Command.Outcome outcome => Rejected("RT104",
                $"nobody awaits the outcome of effect {outcome.Effect.Value} any more"),
            Command.ChildEnded ended => Counted(state, ended),
            _ => null,
        };
    }

    private static Decision.Rejected? Retryable(InstanceState state, ActivityInstanceId faulted) =>
        faulted.Value == 0
            ? state.SubStatus == InstanceSubStatus.Interrupted ? null
                : Rejected("RT105", "the instance is not parked")
            : state.Activities.TryGetValue(faulted, out var activity) && activity.IsFaulted
                && state.SubStatus is not (InstanceSubStatus.Cancelled or InstanceSubStatus.Finished)
                ? null
                : Rejected("RT105", $"execution {faulted.Value} has no open incident");

    private static Decision.Rejected? Counted(InstanceState state, Command.ChildEnded ended) =>
        !state.Bookmarks.TryGetValue(ended.Bookmark, out var wait) || wait.For is not Stimulus.Children
            ? NotWaiting(ended.Bookmark)
            : state.Activities[wait.Owner].EndedChildren.Contains(ended.Child.Ordinal)
                ? Rejected("RT106", $"child {ended.Child.Ordinal} was counted already")
                : null;

    private static Decision.Rejected NotWaiting(BookmarkId bookmark) =>
        Rejected("RT104", $"nothing waits at bookmark {bookmark.Value}: it was used up, taken back or never made");

    private static Decision.Rejected Rejected(string code, string reason) => new(code, reason);

    private static void Start(Burst burst, Command.Start start)
    {
        burst.Happen(new Event.InstanceStarted
        {
            Instance = start.Instance,
            Definition = start.Definition,
            Input = start.Input,
            CorrelationId = start.CorrelationId,
            Trigger = start.Trigger,
            Payload = start.Payload,
            Parent = start.Parent,
        });
        burst.Schedule(burst.Workflow.Root.Index, null, Json.Nothing);
    }

    private static void Resume(Burst burst, Command.Resume resume)
    {
        var wait = burst.State.Bookmarks[resume.Bookmark];
        burst.Happen(new Event.BookmarkBurned(
            resume.Bookmark, resume.Input.IsNull() ? null : resume.Input));
        var execution = ExecutionOf(burst, wait.Owner);
        execution.Activity.Behaviour.Resume(burst, execution, resume.Input);
    }

    private static void Outcome(Burst burst, Command.Outcome outcome)
    {
        var execution = ExecutionOf(burst, burst.State.Pending[outcome.Effect]);
        burst.Happen(new Event.EffectAnswered(outcome.Effect, outcome.Result));
        switch (outcome.Result)
        {
            case EffectOutcome.Done done:
                burst.Complete(execution, Completion.By(done.Outcomes) with { Outputs = done.Outputs });
                break;
            case EffectOutcome.Waits waits:
                burst.Record(execution, waits.Outputs);
                burst.WaitAs(execution, new BookmarkId(outcome.Effect.Value), waits.For);
                break;
            case EffectOutcome.Started started:
                execution.Activity.Behaviour.ChildrenStarted(
                    burst, execution, outcome.Effect, started.Children.Length);
                break;
            case EffectOutcome.Failed failed:
                burst.Fail(execution, failed.Code, failed.Message);
                break;
            default:
                throw new UnreachableException($"no decision for {outcome.Result.GetType().Name}");
        }
    }

    private static void ChildEnded(Burst burst, Command.ChildEnded ended)
    {
        var wait = burst.State.Bookmarks[ended.Bookmark];
        burst.Happen(new Event.ChildCounted(wait.Owner, ended.Child));
        var last = burst.State.Activities[wait.Owner].EndedChildren.Count == ((Stimulus.Children)wait.For).Count;
        if (last)
            burst.Happen(new Event.BookmarkBurned(ended.Bookmark, null));
        var execution = ExecutionOf(burst, wait.Owner);
        execution.Activity.Behaviour.InstanceEnded(burst, execution, new EndedInstance(ended.Child, last));
    }

    /// <summary>The same activity in the same place; waits that a fault left behind stand again.</summary>
    private static void Retry(Burst burst, Command.Retry retry)
    {
        var ended = burst.State.Status == InstanceStatus.Finished;
        var faulted = burst.State.Activities.GetValueOrDefault(retry.Faulted);
        foreach (var child in burst.RunningChildren(retry.Faulted))
            burst.Cancel(child.Id);
        burst.Happen(new Event.Retried(retry.Faulted) { By = retry.By });
        if (ended)
            burst.WaitAnew();

        if (faulted is not null)
            burst.Schedule(burst.Workflow.Find(faulted.Activity)!.Index, faulted.Parent, faulted.Locals);
    }

    private static Execution ExecutionOf(Burst burst, ActivityInstanceId id) =>
        burst.Enter(new Execution(id, burst.Workflow.Find(burst.State.Activities[id].Activity)
            ?? throw new InvalidOperationException($"activity {burst.State.Activities[id].Activity} is not drawn")));
}
