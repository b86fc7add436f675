using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Elsa's counter-based flowchart. Visits of activities and lines are counted; a target runs when its rule says so,
/// and one that is decided to be skipped counts as completed without outcomes, so that the decision runs on down the
/// dead branch.
/// </summary>
internal sealed class FlowchartActivity : IActivity
{
    /// <summary>Marks an execution that a backward line began: its own visit is not counted.</summary>
    private const string Backward = "#backward";

    private static readonly ImmutableDictionary<string, JsonElement> ByLoop = Json.Nothing.Add(Backward, Json.True);

    public void Execute(Burst burst, Execution execution)
    {
        var start = StartOf(burst, execution);
        if (start < 0)
            burst.Complete(execution);
        else
            burst.Schedule(execution, execution.Activity.Children[start]);
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (child.Activity.Behaviour.IsTerminal)
        {
            burst.Complete(execution);
            return;
        }

        var place = execution.Activity.Children.IndexOf(child.Activity.Index);
        var byLoop = child.Instance.Locals.ContainsKey(Backward);
        var walk = new FlowWalk(burst, execution, StartOf(burst, execution));
        walk.Leave(place, child.How.Outcomes, byLoop);
        if (walk.BrokenLoop is { } line)
            burst.Fail(execution, "RT114",
                $"回到“{line}”的连线不成循环：从起点到这条连线的每条路都应经过“{line}”。请在设计器中改正。");
        else if (burst.IsIdle(execution.Id))
            burst.Complete(execution);
    }

    private static int StartOf(Burst burst, Execution execution)
    {
        var flow = execution.Activity.Flow!;
        return burst.State.Trigger is { } hit && flow.Triggers.TryGetValue(hit.Activity, out var place)
            ? place
            : flow.Start;
    }

    /// <summary>One completion, and everything that is skipped because of it.</summary>
    private sealed class FlowWalk(Burst burst, Execution flowchart, int start)
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
            foreach (var line in lines.DistinctBy(line => (flow.Lines[line].Target, graph.IsBackward(line))))
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
                burst.Schedule(flowchart, flowchart.Activity.Children[flow.Lines[line].Target], ByLoop);
        }

        private void Decide(int target)
        {
            var memory = Memory;
            var inbound = graph.Inbound(target);
            var runs = memory.VisitsOf(target);
            var all = inbound.All(line => memory.VisitsOfConnection(line) > runs);
            var followed = inbound.Count(line =>
                memory.VisitsOfConnection(line) > runs && memory.WasFollowed(line));
            if (IsPending(target))
                return;
            switch (RuleOf(target))
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
            var ancestors = graph.Ancestors(target);
            var running = burst.RunningChildren(flowchart.Id)
                .Select(child => (child.Id, Place: PlaceOf(child.Activity)))
                .Where(child => ancestors.Contains(child.Place)).ToList();
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

        private int PlaceOf(ActivityId id) =>
            flowchart.Activity.Children.IndexOf(burst.Workflow.Find(id)?.Index ?? -1);

        private JoinRule RuleOf(int target)
        {
            var node = burst.Workflow.Activities[flowchart.Activity.Children[target]].Node;
            if (node.Type != "Elsa.FlowJoin")
                return JoinRule.WaitAllActive;
            var mode = node.Inputs.GetValueOrDefault("mode") is { } written
                && burst.TryEvaluate(flowchart.Id, written, out var value, out _) ? value.AsText() : null;
            return Enum.TryParse<JoinRule>(mode, out var rule) ? rule : JoinRule.WaitAny;
        }
    }

    private enum JoinRule { WaitAny, WaitAll, WaitAllActive }
}
