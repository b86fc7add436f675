using System.Collections.Frozen;
using System.Collections.Immutable;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>Lays the activities of a definition out in a row, workflows used as activities included.</summary>
internal sealed class Compiler(Func<DefinitionVersion, WorkflowDefinition?> used)
{
    private readonly List<CompiledActivity> activities = [];
    private readonly Stack<DefinitionId> within = new();

    public ImmutableArray<CompiledActivity> Compile(WorkflowDefinition definition)
    {
        within.Push(definition.Id);
        Add(definition.Root, "");
        return [.. activities];
    }

    private int Add(ActivityNode node, string path)
    {
        var index = activities.Count;
        var named = path.Length == 0 ? node : node with { Id = new ActivityId(path + node.Id.Value) };
        activities.Add(new CompiledActivity { Index = index, Node = named, Behaviour = UnknownActivity.Instance });

        // A workflow inside itself would have no end: where it meets itself it is not there.
        var composed = node.UsesWorkflow is { } version && !within.Contains(version.Definition) ? used(version) : null;
        var children = composed is null
            ? node.Children.Select(child => Add(child, path)).ToImmutableArray()
            : [AddWrapper(composed, $"{named.Id.Value}:")];
        var ports = node.Ports.ToFrozenDictionary(port => port.Key, port => Add(port.Value, path));
        var cases = node.Cases
            .Select(one => one.Activity is { } activity ? Add(activity, path) : -1).ToImmutableArray();
        activities[index] = new CompiledActivity
        {
            Index = index,
            Node = named,
            Behaviour = composed is null ? ActivityTable.BehaviourOf(node) : WorkflowAsActivity.Instance,
            Inputs = CompiledInput.Of(node),
            Children = children,
            Ports = ports,
            Cases = cases,
            Variables = VariableSlots.Of(node.Variables),
            Sources = [.. children.Select(child => SourceOf(activities[child]))],
            Flow = node.Type == ActivityTable.Flowchart ? CompiledFlow.Of(node) : null,
            Used = composed,
        };
        return index;
    }

    /// <summary>What stands between a workflow used as an activity and its root: its variables live there.</summary>
    private int AddWrapper(WorkflowDefinition definition, string path)
    {
        var index = activities.Count;
        var node = new ActivityNode
        {
            Id = new ActivityId(path + "Workflow"),
            Type = ActivityTable.Wrapper,
            Children = [definition.Root],
        };
        var wrapper = new CompiledActivity
        {
            Index = index,
            Node = node,
            Behaviour = WorkflowAsActivity.Instance,
            Variables = VariableSlots.Of(definition.Variables),
        };
        activities.Add(wrapper);
        within.Push(definition.Id);
        var root = Add(definition.Root, $"{path}Workflow:");
        within.Pop();
        activities[index] = wrapper with { Children = [root], Sources = [SourceOf(activities[root])] };
        return index;
    }

    public static OutputSource SourceOf(CompiledActivity activity) => new(
        activity.Node.Id,
        activity.Node.Id.Value.Split(':')[^1],
        activity.Node.Name,
        [
            .. OutputTable.Of(activity.Node.Type)
                .Concat(activity.Used?.Outputs.Select(output => output.Name) ?? [])
                .Concat(activity.Node.Outputs.Keys.Select(ForeignJson.PascalCase)).Distinct(),
        ]);
}
