using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Simulation;

/// <summary>One instance of the world, with everything that ever happened to it.</summary>
public sealed class WorldInstance
{
    private static readonly JsonElement Lapsed = Json.Parse("""{"outcome":"Lapsed"}""");

    private readonly List<Event> events = [];

    private readonly string? givenCorrelation;

    internal WorldInstance(int number, CompiledWorkflow workflow, Command.Start start)
    {
        Number = number;
        Id = new InstanceId(new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        Workflow = workflow;
        Parent = start.Parent?.Parent;
        givenCorrelation = start.CorrelationId;
    }

    /// <summary>From 1, in the order in which they began.</summary>
    public int Number { get; }
    public InstanceId Id { get; }
    public CompiledWorkflow Workflow { get; private set; }
    public InstanceId? Parent { get; }
    public InstanceState State { get; private set; } = InstanceState.None;

    /// <summary>Its history, in order.</summary>
    public IReadOnlyList<Event> Events => events;

    public bool IsRunning => State.Sequence > 0 && State.Status == InstanceStatus.Running;

    /// <summary>The last values of the workflow's variables by name, defaults included.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> Variables() =>
        Workflow.Variables.All.Select(variable => KeyValuePair.Create(
            variable.Name,
            (variable.IsPersisted ? State.Variables : State.Transients)
                .GetValueOrDefault(variable.Id, variable.Default)));

    /// <summary>
    /// True where this instance keeps another of that definition and correlation from beginning. Without a correlation
    /// none is asked for, so that every one holds, as in Elsa.
    /// </summary>
    internal bool Holds(WorkflowDefinition other, string? correlation) =>
        (State.Sequence == 0 || IsRunning) && other.Options.ActivationStrategy switch
        {
            ActivationStrategy.Singleton => Workflow.Definition.Id == other.Id,
            ActivationStrategy.Correlation => IsOf(correlation),
            ActivationStrategy.CorrelatedSingleton => Workflow.Definition.Id == other.Id && IsOf(correlation),
            _ => false,
        };

    private bool IsOf(string? correlation) => string.IsNullOrWhiteSpace(correlation) || Correlation == correlation;

    private string? Correlation => State.Sequence == 0 ? givenCorrelation : State.CorrelationId;

    /// <summary>What came while a person held it.</summary>
    internal Queue<Command> Held { get; } = [];

    internal void Take(Decision.Accepted decision, CompiledWorkflow? migratedTo)
    {
        Workflow = migratedTo ?? Workflow;
        State = decision.State;
        events.AddRange(decision.Events);
    }

    internal IEnumerable<BookmarkId> WaitsFor(string eventName) =>
        from wait in State.Bookmarks
        where IsRunning && wait.Value.For is Stimulus.Event named && named.Name == eventName
        orderby wait.Key.Value
        select wait.Key;

    internal IEnumerable<(DateTimeOffset At, BookmarkId Bookmark, JsonElement Input)> Timers()
    {
        foreach (var (bookmark, wait) in State.Bookmarks.OrderBy(wait => wait.Key.Value))
        {
            if (wait.For is Stimulus.Time time)
                yield return (time.DueAt, bookmark, Json.Null);
            else if (wait.For is Stimulus.Ledger { Until: { } until })
                yield return (until, bookmark, Lapsed);
        }
    }
}
