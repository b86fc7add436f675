using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// One completion in Elsa's counter-based flowchart. Visits of activities and lines are counted; a target runs when its
/// rule says so, and one that is decided to be skipped counts as completed without outcomes, so that the decision runs
/// on down the dead branch.
/// </summary>
internal sealed class CounterWalk(Burst burst, Execution flowchart, int start)
{
    private readonly CompiledFlow flow = flowchart.Activity.Flow!;
    private readonly FlowGraph graph = flowchart.Activity.Flow!.GraphFrom(start);

    public ActivityId? BrokenLoop { get; private set; }

    private FlowMemory Memory => burst.State.Activities.TryGetValue(flowchart.Id, out var self)
        ? self.Flow ?? FlowMemory.Empty
        : FlowMemory.Empty;

    public void Leave(int place, ImmutableArray<string> outcomes, bool byLoop = false)
    {
        var lines = flow.Outbound[place];
        burst.Happen(new Event.FlowVisited(
            flowchart.Id, byLoop ? -place - 1 : place,
            [.. lines.Select(line => outcomes.Contains(flow.Lines[line].Port) ? line : -line - 1)]));

        foreach (var line in graph.Decisions(place))
        {
            if (graph.IsBackward(line))
                Return(line, outcomes);
            else
                Decide(flow.Lines[line].Target);
        }
    }

    private void Return(int line, ImmutableArray<string> outcomes)
    {
        if (!outcomes.Contains(flow.Lines[line].Port))
            return;
        if (graph.IsBroken(line))
            BrokenLoop = burst.Workflow.Activities[flowchart.Activity.Children[flow.Lines[line].Target]].Node.Id;
        else
            burst.Schedule(flowchart, flowchart.Activity.Children[flow.Lines[line].Target], FlowchartActivity.ByLoop);
    }

    private void Decide(int target)
    {
        var memory = Memory;
        var inbound = graph.Inbound(target);
        var runs = memory.VisitsOf(target);
        var (visited, followed) = (0, 0);
        foreach (var line in inbound)
        {
            if (memory.VisitsOfConnection(line) <= runs)
                continue;
            visited++;
            followed += memory.WasFollowed(line) ? 1 : 0;
        }

        var all = visited == inbound.Length;
        if (IsPending(target))
            return;
        switch (FlowRule.JoinOf(burst, flowchart, target))
        {
            case JoinRule.WaitAny when followed > 0:
                CancelAncestors(target);
                Run(target);
                break;
            case JoinRule.WaitAll when all && followed == inbound.Length:
            case JoinRule.WaitAllActive when all && followed > 0:
                Run(target);
                break;
            default:
                if (all && inbound.Length > 0)
                    Leave(target, []);
                break;
        }
    }

    private void Run(int target) => burst.Schedule(flowchart, flowchart.Activity.Children[target]);

    /// <summary>The first to arrive at a WaitAny join ends what still runs before it.</summary>
    private void CancelAncestors(int target)
    {
        var running = FlowRule.RunningBefore(burst, flowchart, graph.Ancestors(target));
        pending.Add(target);
        foreach (var child in running)
        {
            burst.Cancel(child.Id);
            Leave(child.Place, []);
        }

        pending.Remove(target);
    }

    private readonly HashSet<int> pending = [];

    private bool IsPending(int target) => pending.Contains(target)
        || burst.IsScheduledOrRunning(flowchart.Id, flowchart.Activity.Children[target]);
}
