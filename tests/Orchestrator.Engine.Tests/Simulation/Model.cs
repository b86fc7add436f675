using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>
/// A second opinion: Elsa's counter-based semantics played as a token game on the drawing, sharing nothing with the
/// engine but the records that a definition is read into. It covers flowcharts with every join mode, the structured
/// containers, waits, faults under both strategies, retries and children; of values only literals and the workflow's
/// Boolean variables. It does not cover token mode, ExecuteWorkflow without waiting, scripts, composites, outputs and
/// triggers.
/// </summary>
internal sealed partial class Model(WorkflowDefinition definition)
{
    private readonly Queue<ModelRun> queue = new();
    private readonly Dictionary<string, bool> variables = definition.Variables.ToDictionary(
        variable => variable.Id, variable => variable.DefaultValue?.AsText() is "true" or "True");
    private readonly Dictionary<ActivityId, ModelFlow> flows = [];
    private readonly HashSet<ModelRun> retried = [];
    private DateTimeOffset now;
    private ModelRun? running;
    private bool isRootDone;
    private bool hasFinished;
    private bool hasFaulted;

    public List<ModelRun> Runs { get; } = [];

    public InstanceSubStatus Status { get; private set; }

    /// <summary>How often each definition's children were asked for.</summary>
    public Dictionary<string, int> Asked { get; } = [];

    private bool Continues =>
        definition.Options.IncidentStrategy == IncidentStrategy.ContinueWithIncidents;

    public void Start(DateTimeOffset at)
    {
        now = at;
        Schedule(definition.Root, null);
        Settle();
    }

    public void Cancel() => Status = InstanceSubStatus.Cancelled;

    /// <summary>A wait was answered, or an activity answered at once: with this outcome.</summary>
    public void Answer(ModelRun run, string outcome, DateTimeOffset at) => Then(run, at, () => Complete(run, outcome));

    /// <summary>What an activity asked of the world was refused.</summary>
    public void Refuse(ModelRun run, DateTimeOffset at) => Then(run, at, () => Fail(run));

    /// <summary>What an activity asked of the world makes it wait; for so many children, or for none.</summary>
    public void Await(ModelRun run, int children, DateTimeOffset at) => Then(run, at, () =>
    {
        run.Awaited = children;
        if (run.Node.Inputs.GetValueOrDefault("waitForCompletion")?.Value.ValueKind == JsonValueKind.False)
            Complete(run, "Done");
    });

    public void ChildEnded(ModelRun run, int ordinal, InstanceSubStatus how, DateTimeOffset at) => Then(run, at, () =>
    {
        run.Ended.Add(ordinal);
        run.IsWaiting = run.Ended.Count < run.Awaited;
        if (run.Node.Type != "Elsa.BulkDispatchWorkflows")
            Complete(run, "Done");
        else if (run.Node.Ports.GetValueOrDefault(PortOf(how)) is { } port)
            Schedule(port, run);
        else
            EndBulk(run);
    });

    public void Retry(ModelRun run, DateTimeOffset at) => Then(run, at, () =>
    {
        foreach (var below in run.Below.ToList())
            Stop(below);
        hasFaulted = false;
        retried.Add(run);
        run.Parent?.Below.Remove(run);
        queue.Enqueue(new ModelRun { Node = run.Node, Parent = run.Parent, Item = run.Item, IsByLoop = run.IsByLoop });
    });

    /// <summary>Runs that somebody may answer, or retry, by their path; the oldest first.</summary>
    public List<ModelRun> At(string path, bool isFaulted = false) =>
        [.. Runs.Where(run => run.Path == path && IsThere(run)
            && (isFaulted ? run.Fate == Fate.Faulted : run is { Fate: Fate.Running, IsWaiting: true }))];

    private bool IsThere(ModelRun run) => !retried.Contains(run) && run.Fate is Fate.Running or Fate.Faulted;

    private void Then(ModelRun run, DateTimeOffset at, Action happens)
    {
        (running, now) = (run, at);
        happens();
        Settle();
    }

    private void Settle()
    {
        while (queue.TryDequeue(out var next))
            Begin(next);
        foreach (var late in Runs.Where(run => IsThere(run) && IsLate(run)).ToList())
            Stop(late);
        if (hasFinished || (isRootDone && !hasFaulted))
            Status = InstanceSubStatus.Finished;
        else if (hasFaulted)
            Status = InstanceSubStatus.Faulted;
        else
            Status = InstanceSubStatus.Suspended;
    }

    private void Schedule(ActivityNode node, ModelRun? parent, int? item = null, bool isByLoop = false) =>
        queue.Enqueue(new ModelRun { Node = node, Parent = parent, Item = item, IsByLoop = isByLoop });

    /// <summary>What was scheduled under a container that has ended since still runs, but does not stay (recorded);
    /// an activity of the house is not asked any more.</summary>
    private void Begin(ModelRun run)
    {
        if (IsLate(run) && run.Node.Type.StartsWith("House.", StringComparison.Ordinal))
            return;
        Runs.Add(run);
        run.Parent?.Below.Add(run);
        running = run;
        Execute(run);
    }

    private bool IsLate(ModelRun run) => run.Parent is { } parent && !IsThere(parent);

    private void Complete(ModelRun run, params string[] outcomes)
    {
        foreach (var below in run.Below.ToList())
            Stop(below);
        Leave(run, Fate.Completed);
        if (run.Parent is not { } parent)
            isRootDone = true;
        else if (!IsThere(parent))
            return;
        else if (parent.IsBreaking)
            Complete(parent, "Done");
        else if (parent.Fate != Fate.Faulted)
            ChildCompleted(parent, run, outcomes);
    }

    private static void Stop(ModelRun run)
    {
        foreach (var below in run.Below.ToList())
            Stop(below);
        Leave(run, Fate.Canceled);
    }

    private static void Leave(ModelRun run, Fate fate)
    {
        run.Fate = fate;
        run.IsWaiting = false;
        run.Parent?.Below.Remove(run);
    }

    /// <summary>What cannot go on from the run that has just ended is its fault; nobody can retry it.</summary>
    private void FailRunning()
    {
        Fail(running!);
        retried.Add(running!);
    }

    private void Fail(ModelRun run)
    {
        run.Fate = Fate.Faulted;
        hasFaulted |= !Continues;
    }
}
