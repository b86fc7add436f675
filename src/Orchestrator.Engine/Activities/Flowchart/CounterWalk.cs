using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// One completion in Elsa's counter-based flowchart. Visits of activities and lines are counted; a target runs when its
/// rule says so, and one that is decided to be skipped counts as completed without outcomes, so that the decision runs
/// on down the dead branch. Lines count one after the other: what the first decides does not know the second.
/// </summary>
internal sealed class CounterWalk(Burst burst, Execution flowchart, int start)
{
    private readonly CompiledFlow flow = flowchart.Activity.Flow!;
    private readonly FlowGraph graph = flowchart.Activity.Flow!.GraphFrom(start);

    /// <summary>
    /// Lines that an event has told already and that are not decided yet, the next one on top, with what they counted
    /// before.
    /// </summary>
    private Stack<(int Line, int Before)>? undecided;

    private FlowMemory Memory => burst.State.Activities[flowchart.Id].Flow ?? FlowMemory.Empty;

    /// <summary>Where a line leads that only looks like a loop; nothing more was decided then.</summary>
    public ActivityId? BrokenLoop { get; private set; }

    public void Leave(int place, ImmutableArray<string> outcomes, bool byLoop = false)
    {
        var lines = flow.Outbound[place];
        var visited = new int[lines.Length];
        for (var n = 0; n < visited.Length; n++)
            visited[n] = outcomes.Contains(flow.Lines[lines[n]].Port) ? lines[n] : -lines[n] - 1;
        for (var n = visited.Length - 1; n > 0; n--)
            (undecided ??= new Stack<(int, int)>()).Push((lines[n], Memory.CountOf(lines[n])));
        burst.Happen(new Event.FlowVisited(
            flowchart.Id, byLoop ? -place - 1 : place, ImmutableCollectionsMarshal.AsImmutableArray(visited)));

        for (var n = 0; n < visited.Length && BrokenLoop is null; n++)
        {
            if (n > 0)
                undecided?.Pop();
            Follow(visited[n]);
        }
    }

    /// <summary>Runs what waits for nothing any more, of these places whose inbound lines were redrawn.</summary>
    public void Reconsider(IEnumerable<int> redrawn)
    {
        foreach (var place in redrawn)
        {
            if (graph.Inbound(place) is { Length: > 0 } inbound
                && !burst.IsScheduledOrRunning(flowchart.Id, ChildAt(place)))
                Decide(inbound.MaxBy(line => Math.Abs(CountOf(line))));
        }
    }

    /// <summary>What still runs before a child ends.</summary>
    public void CancelBefore(int place)
    {
        foreach (var child in FlowRule.RunningBefore(burst, flowchart, graph.Ancestors(place)))
        {
            // What the end of another one decided may have ended it already.
            if (!burst.IsRunning(child.Id))
                continue;
            burst.Cancel(child.Id);
            Leave(child.Place, []);
        }
    }

    /// <param name="visited">Index of a line: <c>n</c> followed, <c>-n-1</c> not followed.</param>
    private void Follow(int visited)
    {
        var line = visited >= 0 ? visited : -visited - 1;
        if (!graph.IsBackward(line))
            Decide(line);
        else if (graph.IsBroken(line) && visited >= 0)
            BrokenLoop = burst.Workflow.Activities[ChildAt(flow.Lines[line].Target)].Node.Id;
        else if (visited >= 0)
            burst.Schedule(flowchart, ChildAt(flow.Lines[line].Target), FlowchartActivity.ByLoop);
    }

    private void Decide(int line)
    {
        var target = flow.Lines[line].Target;
        var inbound = graph.Inbound(target);
        var runs = Memory.VisitsOf(target);
        var (least, arrived) = Count(inbound);
        switch (FlowRule.JoinOf(burst, flowchart, target))
        {
            case JoinRule.WaitAny when Math.Abs(CountOf(line)) <= runs
                || burst.IsScheduledOrRunning(flowchart.Id, ChildAt(target)):
                break;
            case JoinRule.WaitAny when arrived > 0:
                burst.Schedule(flowchart, ChildAt(target));
                CancelBefore(target);
                break;
            case JoinRule.WaitAll when least > runs && arrived == inbound.Length:
            case JoinRule.WaitAllActive when least > runs && arrived > 0:
                burst.Schedule(flowchart, ChildAt(target));
                break;
            default:
                if (least > runs)
                    Leave(target, []);
                break;
        }
    }

    /// <summary>How often the least visited line was visited, and how many of the most visited were followed.</summary>
    private (int Least, int Arrived) Count(ImmutableArray<int> inbound)
    {
        var (least, most, arrived) = (int.MaxValue, 0, 0);
        foreach (var line in inbound)
        {
            var signed = CountOf(line);
            var count = Math.Abs(signed);
            least = Math.Min(least, count);
            arrived = count > most ? 0 : arrived;
            most = Math.Max(most, count);
            arrived += count == most && signed > 0 ? 1 : 0;
        }

        return (least, arrived);
    }

    /// <summary>How often a line was visited; negative where the last visit did not follow it.</summary>
    private int CountOf(int line)
    {
        if (undecided is { Count: > 0 })
        {
            foreach (var one in undecided)
            {
                if (one.Line == line)
                    return one.Before;
            }
        }

        return Memory.CountOf(line);
    }

    private int ChildAt(int place) => flowchart.Activity.Children[place];
}
