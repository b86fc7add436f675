using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// One decision in the making: the state so far, what happened, what is asked, and which activities are still to run.
/// Lives as long as one call of the decider; every change of the state is an event.
/// </summary>
internal sealed partial class Burst(CompiledWorkflow workflow, InstanceState state, Moment moment)
{
    private readonly ImmutableArray<Event>.Builder events = ImmutableArray.CreateBuilder<Event>();
    private readonly ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
    private readonly Agenda agenda = new();
    private ImmutableDictionary<string, JsonElement> heard = Json.Nothing;
    private InstanceSubStatus? end;
    private bool rootCompleted;
    private bool hasLate;
    private Execution running;

    /// <summary>Executions up to this one have waited in a suspension that ends now.</summary>
    private readonly long suspended = state.SubStatus == InstanceSubStatus.Suspended ? state.Sequence : 0;

    public CompiledWorkflow Workflow => workflow;
    public Draft State { get; } = new(state);
    public Moment Moment => moment;
    public Scope Scope => field ??= new Scope(this);

    public void Happen(Event happened)
    {
        Applier.Apply(State, happened);
        events.Add(happened);
    }

    public void Ask(Effect effect) => effects.Add(effect);

    public Decision.Accepted Accepted() =>
        new(State.ToState(), events.DrainToImmutable(), effects.DrainToImmutable());

    /// <summary>Puts a child at the end of the line.</summary>
    public void Schedule(Execution parent, int child, ImmutableDictionary<string, JsonElement>? locals = null) =>
        agenda.Add(new Scheduled(child, parent.Id, LedByRequest(locals ?? Json.Nothing)));

    /// <summary>The root, or the activity of a retried incident.</summary>
    public void Schedule(
        int activity, ActivityInstanceId? parent, ImmutableDictionary<string, JsonElement> locals) =>
        agenda.Add(new Scheduled(activity, parent, locals));

    /// <summary>Runs what is scheduled until nothing is left, then says how the instance stands.</summary>
    public void Run()
    {
        for (var step = 0; agenda.TryTake(out var next); step++)
        {
            if (step >= Limits.StepsPerTurn)
                TooManySteps(next);
            else if (next.Parent is { } parent && !IsRunning(parent))
                BeginLate(next);
            else
                Begin(next);
        }

        Settle();
    }

    /// <summary>Everything that was still to run stands as an incident, so that a retry loses no branch.</summary>
    private void TooManySteps(Scheduled next)
    {
        var activity = workflow.Activities[next.Activity];
        var id = new ActivityInstanceId(State.Sequence + 1);
        Happen(new Event.ActivityStarted
        {
            Id = id,
            Activity = activity.Node.Id,
            Parent = next.Parent,
            Locals = next.Locals,
        });
        Fail(new Execution(id, activity), "RT110",
            $"“{activity.Node.Id}”将是一次运行中的第{Limits.StepsPerTurn + 1}步，上限为{Limits.StepsPerTurn}步；"
            + "流程中是否有不等待的循环？");
    }

    /// <summary>
    /// What was scheduled before its container ended still runs, as it was recorded, and a container to its end; but
    /// nothing is asked of the world for it, and what would wait does not stay.
    /// </summary>
    private void BeginLate(Scheduled next)
    {
        if (workflow.Activities[next.Activity].Behaviour.AsksTheWorld)
            return;
        Begin(next);
        hasLate = true;
    }

    private void Begin(Scheduled next)
    {
        var activity = workflow.Activities[next.Activity];
        var (inputs, problem) = Inputs(activity, next);
        var id = new ActivityInstanceId(State.Sequence + 1);
        Happen(new Event.ActivityStarted
        {
            Id = id,
            Activity = activity.Node.Id,
            Parent = next.Parent,
            Inputs = inputs,
            Locals = next.Locals,
        });
        var execution = Enter(new Execution(id, activity));
        if (problem is not null)
            Fail(execution, problem.Code, problem.Message);
        else if (IsTooDeep(next.Parent))
            Fail(execution, "RT119", $"“{activity.Node.Id}”期望嵌套不超过{Limits.Nesting}层，实际更深；请减少嵌套。");
        else
            activity.Behaviour.Execute(this, execution);
    }

    /// <summary>From here on this execution is the one that runs.</summary>
    public Execution Enter(Execution execution)
    {
        request = RequestOf(execution);
        return running = execution;
    }

    public bool IsRunning(ActivityInstanceId id) => State.Activities.ContainsKey(id);

    public bool IsFaulted => end == InstanceSubStatus.Faulted || State.SubStatus == InstanceSubStatus.Faulted;

    private bool IsTooDeep(ActivityInstanceId? parent)
    {
        var depth = 0;
        while (parent is { } outer && depth <= Limits.Nesting && State.Activities.TryGetValue(outer, out var around))
            (parent, depth) = (around.Parent, depth + 1);
        return depth > Limits.Nesting;
    }

    /// <summary>Reserves the number under which the outcome comes back and the wait may stand.</summary>
    public EffectId AskedFor(Execution execution)
    {
        var id = new EffectId(State.Sequence + 1);
        Happen(new Event.EffectAsked(id, execution.Id));
        return id;
    }

    public void Wait(Execution execution, Stimulus stimulus) =>
        WaitAs(execution, new BookmarkId(State.Sequence + 1), stimulus);

    public void WaitAs(Execution execution, BookmarkId bookmark, Stimulus stimulus)
    {
        Happen(new Event.BookmarkCreated(bookmark, execution.Id, stimulus));
        Ask(new Effect.Wait(bookmark, execution.Node.Id, stimulus));
    }

    /// <summary>An evaluated input of a running execution; null where it is not set.</summary>
    public JsonElement Input(Execution execution, string name) =>
        State.Activities[execution.Id].Inputs.TryGetValue(name, out var value) ? value : Json.Null;

    public void Complete(Execution execution, Completion? how = null)
    {
        how ??= Completion.Done;
        var instance = State.Activities[execution.Id];
        foreach (var child in RunningChildren(execution.Id))
            Cancel(child.Id);
        if (!Bind(execution, how.Outputs))
            return;
        TakeBack(execution.Id);
        Happen(new Event.ActivityCompleted(execution.Id, execution.Node.Id, how.Outcomes) { Outputs = how.Outputs });
        if (instance.Parent is not { } parentId)
            rootCompleted = true;
        else if (State.Activities.TryGetValue(parentId, out var parent)
            && workflow.Find(parent.Activity) is { } container)
            Tell(new Execution(parentId, container), new CompletedChild(instance, execution.Activity, how));
    }

    /// <summary>A container that was told to end does so with its child; a faulted one hears nothing.</summary>
    public void Tell(Execution container, CompletedChild child)
    {
        var instance = State.Activities[container.Id];
        if (instance.IsBreaking)
            Complete(container);
        else if (!instance.IsFaulted)
            container.Activity.Behaviour.ChildCompleted(this, container, child);
    }

    /// <summary>Completes without telling the container, which ends with the workflow.</summary>
    public void CompleteAlone(Execution execution) =>
        Happen(new Event.ActivityCompleted(execution.Id, execution.Node.Id, Completion.Done.Outcomes));

    /// <summary>
    /// The workflow ends here, whatever is still scheduled or waited for; a faulted one stays faulted.
    /// </summary>
    public void EndNow()
    {
        agenda.Clear();
        if (!IsFaulted)
            end = InstanceSubStatus.Finished;
    }

    /// <summary>
    /// The workflow completes as a whole; what still runs of it is cancelled, what is scheduled still runs.
    /// </summary>
    public void CompleteWorkflow()
    {
        foreach (var root in State.Activities.Values.Where(activity => activity.Parent is null).ToList())
            Cancel(root.Id);
        rootCompleted = true;
    }

    /// <summary>An incident: the execution stays until it is retried.</summary>
    public void Fail(Execution execution, string code, string message)
    {
        var ends = (workflow.Definition.Options.IncidentStrategy ?? IncidentStrategy.Fault) == IncidentStrategy.Fault;
        Happen(new Event.ActivityFaulted(execution.Id, code, message)
        {
            Activity = execution.Node.Id,
            EndsInstance = ends,
        });
        if (ends)
            end = InstanceSubStatus.Faulted;
    }

    /// <summary>
    /// Where an end cannot be followed it is the incident of the execution that ended, though its container would have
    /// to go on.
    /// </summary>
    public void FailRunning(string code, string message) => Fail(running, code, message);

    /// <summary>Ends an execution and everything below it; what it waited for is taken back.</summary>
    public void Cancel(ActivityInstanceId id)
    {
        foreach (var child in RunningChildren(id))
            Cancel(child.Id);
        TakeBack(id);
        Happen(new Event.ActivityCanceled(id, State.Activities[id].Activity));
    }

    /// <summary>Nothing below it goes on, nor is about to begin.</summary>
    public void CancelBelow(ActivityInstanceId parent)
    {
        foreach (var child in RunningChildren(parent))
            Cancel(child.Id);
        agenda.Withdraw(parent);
    }

    /// <summary>Directly below it, the oldest first; as they are now, whatever is done to them meanwhile.</summary>
    public IReadOnlyList<ActivityInstance> RunningChildren(ActivityInstanceId parent)
    {
        var ids = State.ChildrenOf(parent);
        if (ids.Count == 0)
            return [];
        var children = new ActivityInstance[ids.Count];
        for (var n = 0; n < children.Length; n++)
            children[n] = State.Activities[new ActivityInstanceId(ids[n])];
        return children;
    }

    /// <summary>True when nothing below it runs or is about to.</summary>
    public bool IsIdle(ActivityInstanceId parent) =>
        State.ChildrenOf(parent).Count == 0 && !agenda.Has(parent);

    /// <summary>True where this is the trigger that started the instance, and runs for the first time.</summary>
    public bool IsHit(Execution execution) =>
        State.Trigger is { IsSpent: false } hit && hit.Activity == execution.Node.Id;

    /// <summary>The executions around one, from the inside out.</summary>
    public IEnumerable<Execution> Around(ActivityInstanceId? id)
    {
        while (id is { } inner && State.Activities.TryGetValue(inner, out var instance))
        {
            id = instance.Parent;
            if (id is { } outer && State.Activities.TryGetValue(outer, out var container)
                && workflow.Find(container.Activity) is { } activity)
                yield return new Execution(outer, activity);
        }
    }

    public bool IsScheduledOrRunning(ActivityInstanceId parent, int activity)
    {
        if (agenda.Has(parent, activity))
            return true;
        foreach (var running in RunningChildren(parent))
        {
            if (running.Activity == workflow.Activities[activity].Node.Id)
                return true;
        }

        return false;
    }

    /// <summary>The waits of one execution, which nobody will resume any more.</summary>
    private void TakeBack(ActivityInstanceId owner)
    {
        if (State.WaitsOf(owner).Count + State.AskedBy(owner).Count == 0)
            return;
        foreach (var bookmark in State.WaitsOf(owner).Concat(State.AskedBy(owner)).Order())
            Ask(new Effect.Unwait(new BookmarkId(bookmark)));
    }
}
