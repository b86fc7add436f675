using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>In the order of Elsa: a drawing may write the number.</summary>
internal enum JoinRule { WaitAll, WaitAllActive, WaitAny }

internal enum MergeMode { Stream, Merge, Converge, Cascade, Race }

/// <summary>How the lines that enter a child of a flowchart come together.</summary>
internal static class FlowRule
{
    /// <summary>Counter mode: the mode of a FlowJoin; every other child waits for all lines that are taken.</summary>
    public static JoinRule JoinOf(Burst burst, Execution flowchart, int place)
    {
        var node = NodeOf(burst, flowchart, place);
        return node.Type == "Elsa.FlowJoin" ? ModeOf(burst, flowchart, node) : JoinRule.WaitAllActive;
    }

    /// <summary>Token mode: what the designer set; a FlowJoin races or merges.</summary>
    public static MergeMode MergeOf(Burst burst, Execution flowchart, int place)
    {
        var node = NodeOf(burst, flowchart, place);
        if (node.Type == "Elsa.FlowJoin")
            return ModeOf(burst, flowchart, node) == JoinRule.WaitAny ? MergeMode.Race : MergeMode.Merge;
        return Enum.TryParse<MergeMode>(node.MergeMode, ignoreCase: true, out var merge) ? merge : MergeMode.Stream;
    }

    /// <summary>Children at those places that run at this moment.</summary>
    public static IReadOnlyList<(ActivityInstanceId Id, int Place)> RunningBefore(
        Burst burst, Execution flowchart, IReadOnlySet<int> places) =>
    [
        .. from child in burst.RunningChildren(flowchart.Id)
           let place = flowchart.Activity.Children.IndexOf(burst.Workflow.Find(child.Activity)?.Index ?? -1)
           where places.Contains(place)
           select (child.Id, place),
    ];

    /// <summary>Places of its children that run at this moment.</summary>
    public static IReadOnlySet<int> PlacesOf(Burst burst, Execution flowchart) =>
        burst.RunningChildren(flowchart.Id)
            .Select(child => flowchart.Activity.Children.IndexOf(burst.Workflow.Find(child.Activity)?.Index ?? -1))
            .ToHashSet();

    private static ActivityNode NodeOf(Burst burst, Execution flowchart, int place) =>
        burst.Workflow.Activities[flowchart.Activity.Children[place]].Node;

    private static JoinRule ModeOf(Burst burst, Execution flowchart, ActivityNode join)
    {
        var mode = join.Inputs.GetValueOrDefault("mode") is { } written
            && burst.TryEvaluate(flowchart.Id, written, out var value, out _) ? value.AsText() : null;
        return Enum.TryParse<JoinRule>(mode, out var rule) ? rule : JoinRule.WaitAny;
    }
}
