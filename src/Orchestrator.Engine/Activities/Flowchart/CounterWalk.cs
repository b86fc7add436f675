using System.Collections.Immutable;
using System.Runtime.InteropServices;
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

    /// <summary>Joins whose ancestors are being cancelled: they run when that is done.</summary>
    private Stack<int>? deciding;

    public ActivityId? BrokenLoop { get; private set; }

    private FlowMemory Memory => burst.State.Activities.TryGetValue(flowchart.Id, out var self)
        ? self.Flow ?? FlowMemory.Empty
        : FlowMemory.Empty;

    public void Leave(int place, ImmutableArray<string> outcomes, bool byLoop = false)
    {
        var lines = flow.Outbound[place];
        var visited = new int[lines.Length];
        for (var n = 0; n < visited.Length; n++)
            visited[n] = outcomes.Contains(flow.Lines[lines[n]].Port) ? lines[n] : -lines[n] - 1;
        burst.Happen(new Event.FlowVisited(
            flowchart.Id, byLoop ? -place - 1 : place, ImmutableCollectionsMarshal.AsImmutableArray(visited)));

        foreach (var line in graph.Decisions(place))
        {
            if (graph.IsBackward(line))
                Return(line, outcomes);
            else
                Decide(flow.Lines[line].Target);
        }
    }

    /// <summary>Runs what waits for nothing any more, of these places whose inbound lines were redrawn.</summary>
    public void Reconsider(IEnumerable<int> redrawn)
    {
        foreach (var place in redrawn)
            Decide(place);
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
        deciding ??= new Stack<int>();
        deciding.Push(target);
        foreach (var child in running)
        {
            burst.Cancel(child.Id);
            Leave(child.Place, []);
        }

        deciding.Pop();
    }

    private bool IsPending(int target) => deciding?.Contains(target) == true
        || burst.IsScheduledOrRunning(flowchart.Id, flowchart.Activity.Children[target]);
}
