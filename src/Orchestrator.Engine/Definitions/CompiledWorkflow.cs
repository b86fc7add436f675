using System.Collections.Frozen;
using System.Collections.Immutable;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// A definition made ready to run: activities by index, flowcharts as adjacency, defaults parsed. Immutable, made once
/// per version and shared by all instances.
/// </summary>
public sealed class CompiledWorkflow
{
    private readonly FrozenDictionary<ActivityId, int> indexes;
    private readonly int[] containers;

    private CompiledWorkflow(WorkflowDefinition definition, ImmutableArray<CompiledActivity> activities)
    {
        Definition = definition;
        Activities = activities;
        Variables = VariableSlots.Of(definition.Variables);
        containers = new int[activities.Length];
        containers.AsSpan().Fill(-1);
        foreach (var container in activities)
        {
            foreach (var inner in container.Children.Concat(container.Ports.Values).Concat(container.Cases))
                if (inner >= 0) containers[inner] = container.Index;
        }

        Sources = [Compiler.SourceOf(activities[0])];
        indexes = activities.DistinctBy(activity => activity.Node.Id)
            .ToFrozenDictionary(activity => activity.Node.Id, activity => activity.Index);
    }

    public WorkflowDefinition Definition { get; }

    /// <summary>In the order of the drawing, the root first.</summary>
    internal ImmutableArray<CompiledActivity> Activities { get; }

    /// <summary>Variables of the workflow itself.</summary>
    internal VariableSlots Variables { get; }

    /// <summary>What stands directly in the workflow: its root.</summary>
    internal ImmutableArray<OutputSource> Sources { get; }

    internal CompiledActivity Root => Activities[0];

    /// <summary>Without workflows used as activities: where one is drawn, it becomes an incident.</summary>
    public static CompiledWorkflow Of(WorkflowDefinition definition) => Of(definition, _ => null);

    /// <param name="definition">What is compiled.</param>
    /// <param name="used">Finds a workflow that is used as an activity; null where there is none.</param>
    public static CompiledWorkflow Of(
        WorkflowDefinition definition, Func<DefinitionVersion, WorkflowDefinition?> used) =>
        new(definition, new Compiler(used).Compile(definition));

    /// <summary>The type of an activity of this definition; empty for an id that is not drawn.</summary>
    public string TypeOf(ActivityId id) => NodeOf(id)?.Type ?? "";

    /// <summary>An activity as drawn, in a workflow used as an activity too; null where none is drawn.</summary>
    public ActivityNode? NodeOf(ActivityId id) => Find(id)?.Node;

    /// <summary>What an activity is drawn in; null for the root.</summary>
    internal CompiledActivity? ContainerOf(CompiledActivity activity) =>
        containers[activity.Index] is >= 0 and var container ? Activities[container] : null;

    internal CompiledActivity? Find(ActivityId id) => indexes.TryGetValue(id, out var index) ? Activities[index] : null;
}

/// <summary>An activity with its place in the whole.</summary>
internal sealed record CompiledActivity
{
    public required int Index { get; init; }

    /// <summary>As drawn; inside a workflow used as an activity the id is the path of ids down to it.</summary>
    public required ActivityNode Node { get; init; }

    /// <summary>What its type does.</summary>
    public required IActivity Behaviour { get; init; }

    /// <summary>What is evaluated before it runs.</summary>
    public ImmutableArray<CompiledInput> Inputs { get; init; } = [];
    public ImmutableArray<int> Children { get; init; } = [];
    public FrozenDictionary<string, int> Ports { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>The activity of each case of a structured switch; −1 where it has none.</summary>
    public ImmutableArray<int> Cases { get; init; } = [];
    public VariableSlots Variables { get; init; } = VariableSlots.None;

    /// <summary>What can be read of its children by the expressions within it; only where variables may live.</summary>
    public ImmutableArray<OutputSource> Sources { get; init; } = [];

    /// <summary>True where variables may live, and so where a name is looked up.</summary>
    public bool IsContainer => Used is not null
        || Node.Type is ActivityTable.Flowchart or "Elsa.Sequence" or "Elsa.Parallel" or ActivityTable.Wrapper;

    /// <summary>Only for a flowchart.</summary>
    public CompiledFlow? Flow { get; init; }

    /// <summary>Only for a workflow used as an activity: what it is.</summary>
    public WorkflowDefinition? Used { get; init; }
}
