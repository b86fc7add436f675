using System.Collections.Frozen;
using System.Collections.Immutable;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// A definition made ready to run: activities by index, flowcharts as adjacency. Immutable, made once per version and
/// shared by all instances.
/// </summary>
public sealed class CompiledWorkflow
{
    private readonly FrozenDictionary<ActivityId, int> indexes;

    private CompiledWorkflow(WorkflowDefinition definition, ImmutableArray<CompiledActivity> activities)
    {
        Definition = definition;
        Activities = activities;
        indexes = activities.DistinctBy(activity => activity.Node.Id)
            .ToFrozenDictionary(activity => activity.Node.Id, activity => activity.Index);
        Variables = definition.Variables.DistinctBy(variable => variable.Id)
            .ToFrozenDictionary(variable => variable.Id);
    }

    public WorkflowDefinition Definition { get; }

    /// <summary>In the order of the drawing, the root first.</summary>
    internal ImmutableArray<CompiledActivity> Activities { get; }

    /// <summary>Variables of the workflow itself, by id.</summary>
    internal FrozenDictionary<string, Variable> Variables { get; }

    internal CompiledActivity Root => Activities[0];

    public static CompiledWorkflow Of(WorkflowDefinition definition)
    {
        var activities = new List<CompiledActivity>();
        Add(definition.Root, parent: -1, activities);
        return new CompiledWorkflow(definition, [.. activities]);
    }

    internal CompiledActivity? Find(ActivityId id) => indexes.TryGetValue(id, out var index) ? Activities[index] : null;

    private static int Add(ActivityNode node, int parent, List<CompiledActivity> activities)
    {
        var index = activities.Count;
        activities.Add(new CompiledActivity { Index = index, Node = node, Parent = parent });
        var children = node.Children.Select(child => Add(child, index, activities)).ToImmutableArray();
        var ports = node.Ports.ToFrozenDictionary(port => port.Key, port => Add(port.Value, index, activities));
        var cases = node.Cases
            .Select(one => one.Activity is { } activity ? Add(activity, index, activities) : -1).ToImmutableArray();
        activities[index] = activities[index] with
        {
            Children = children,
            Ports = ports,
            Cases = cases,
            Behaviour = ActivityTable.Find(node.Type),
            Flow = node.Type == ActivityTable.Flowchart ? CompiledFlow.Of(node) : null,
            Variables = node.Variables.DistinctBy(variable => variable.Id)
                .ToFrozenDictionary(variable => variable.Id),
        };
        return index;
    }
}

/// <summary>An activity with its place in the whole.</summary>
internal sealed record CompiledActivity
{
    public required int Index { get; init; }
    public required ActivityNode Node { get; init; }

    /// <summary>Index of the container; −1 for the root.</summary>
    public required int Parent { get; init; }

    /// <summary>What it does; null for a type that the engine does not know itself.</summary>
    public IActivity? Behaviour { get; init; }
    public ImmutableArray<int> Children { get; init; } = [];
    public FrozenDictionary<string, int> Ports { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>The activity of each case of a structured switch; −1 where it has none.</summary>
    public ImmutableArray<int> Cases { get; init; } = [];
    public FrozenDictionary<string, Variable> Variables { get; init; } = FrozenDictionary<string, Variable>.Empty;

    /// <summary>Only for a flowchart.</summary>
    public CompiledFlow? Flow { get; init; }
}
