using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>The counter-based flowchart (elsa-workflow-json §8.2).</summary>
internal sealed partial class Model
{
    private ModelFlow FlowOf(ActivityNode flowchart)
    {
        if (!flows.TryGetValue(flowchart.Id, out var flow))
            flows[flowchart.Id] = flow = new ModelFlow(flowchart);
        return flow;
    }

    private void Flow(ModelRun chart, ModelRun child, string[] outcomes)
    {
        var isSound = Depart(chart, child.Node.Id, outcomes, !child.IsByLoop);
        if (!isSound)
            Fail(chart);
        else if (chart.Below.Count == 0 && queue.All(next => next.Parent != chart))
            Complete(chart, "Done");
    }

    /// <returns>False where a line back that was followed is no loop.</returns>
    private bool Depart(ModelRun chart, ActivityId from, string[] outcomes, bool counts)
    {
        var flow = FlowOf(chart.Node);
        var isSound = true;
        if (counts)
            chart.Left[from] = chart.Left.GetValueOrDefault(from) + 1;
        var lines = flow.From(from).ToList();
        foreach (var line in lines)
        {
            chart.Visits[line] = chart.Visits.GetValueOrDefault(line) + 1;
            if (outcomes.Contains(line.SourcePort))
                chart.Followed.Add(line);
            else
                chart.Followed.Remove(line);
        }

        var decided = new HashSet<ActivityId>();
        foreach (var line in lines)
        {
            if (!flow.IsBackward(line))
                isSound &= !decided.Add(line.Target) || DecideOn(chart, line.Target);
            else if (outcomes.Contains(line.SourcePort) && flow.IsBroken(line))
                isSound = false;
            else if (outcomes.Contains(line.SourcePort))
                Schedule(NodeOf(chart, line.Target), chart, isByLoop: true);
        }

        return isSound;
    }

    private bool DecideOn(ModelRun chart, ActivityId target)
    {
        if (chart.Below.Exists(run => run.Node.Id == target)
            || queue.Any(next => next.Parent == chart && next.Node.Id == target) || joining.Contains((chart, target)))
            return true;
        var node = NodeOf(chart, target);
        var into = FlowOf(chart.Node).Into(target);
        var visited = into.Where(line =>
            chart.Visits.GetValueOrDefault(line) > chart.Left.GetValueOrDefault(target)).ToList();
        var followed = visited.Where(chart.Followed.Contains).ToList();
        var mode = node.Type == "Elsa.FlowJoin" ? Text(node, "mode") : "WaitAllActive";
        if (mode == "WaitAny" && followed.Count > 0)
            return First(chart, node);
        if (visited.Count < into.Count)
            return true;
        if (mode == "WaitAll" ? followed.Count == into.Count : followed.Count > 0)
        {
            Schedule(node, chart);
            return true;
        }

        return Depart(chart, target, [], counts: true);
    }

    private readonly HashSet<(ModelRun, ActivityId)> joining = [];

    private bool First(ModelRun chart, ActivityNode join)
    {
        var before = FlowOf(chart.Node).Before(join.Id);
        var isSound = true;
        joining.Add((chart, join.Id));
        foreach (var run in chart.Below.Where(run => before.Contains(run.Node.Id)).ToList())
        {
            Stop(run);
            isSound &= Depart(chart, run.Node.Id, [], counts: true);
        }

        joining.Remove((chart, join.Id));
        Schedule(join, chart);
        return isSound;
    }

    private static ActivityNode NodeOf(ModelRun chart, ActivityId id) =>
        chart.Node.Children.First(child => child.Id == id);
}
