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
        if (!Depart(chart, child.Node.Id, outcomes, !child.IsByLoop))
            FailRunning();
        else if (chart.Below.Count == 0 && queue.All(next => next.Parent != chart))
            Complete(chart, "Done");
    }

    /// <returns>False where a line back that was followed is no loop; after it nothing more is decided.</returns>
    private bool Depart(ModelRun chart, ActivityId from, string[] outcomes, bool counts)
    {
        var flow = FlowOf(chart.Node);
        var isSound = true;
        if (counts)
            chart.Left[from] = chart.Left.GetValueOrDefault(from) + 1;
        foreach (var line in flow.From(from).ToList())
        {
            var isFollowed = outcomes.Contains(line.SourcePort);
            chart.Visits[line] = chart.Visits.GetValueOrDefault(line) + 1;
            if (isFollowed)
                chart.Followed.Add(line);
            else
                chart.Followed.Remove(line);
            if (!isSound || (flow.IsBackward(line) && !isFollowed))
                continue;
            if (!flow.IsBackward(line))
                DecideOn(chart, line);
            else if (flow.IsBroken(line))
                isSound = false;
            else
                Schedule(NodeOf(chart, line.Target), chart, isByLoop: true);
        }

        return isSound;
    }

    private void DecideOn(ModelRun chart, Connection line)
    {
        var node = NodeOf(chart, line.Target);
        var into = FlowOf(chart.Node).Into(line.Target);
        var left = chart.Left.GetValueOrDefault(line.Target);
        var visits = into.Select(one => chart.Visits.GetValueOrDefault(one)).ToList();
        var arrived = into.Count(one =>
            chart.Visits.GetValueOrDefault(one) == visits.Max() && chart.Followed.Contains(one));
        var mode = node.Type == "Elsa.FlowJoin" ? Text(node, "mode") : "WaitAllActive";
        if (mode == "WaitAny" && arrived > 0)
        {
            if (chart.Visits[line] <= left || IsDue(chart, line.Target))
                return;
            Schedule(node, chart);
            StopBefore(chart, line.Target);
        }
        else if (visits.Min() > left && arrived >= (mode == "WaitAll" ? into.Count : 1))
        {
            Schedule(node, chart);
        }
        else if (visits.Min() > left && !(mode == "WaitAny" && IsDue(chart, line.Target)))
        {
            Depart(chart, line.Target, [], counts: true);
        }
    }

    private bool IsDue(ModelRun chart, ActivityId place) => chart.Below.Exists(run => run.Node.Id == place)
        || queue.Any(next => next.Parent == chart && next.Node.Id == place);

    /// <summary>What runs before a join ends when the first arrives, and again when the join itself runs.</summary>
    private void StopBefore(ModelRun chart, ActivityId join)
    {
        var before = FlowOf(chart.Node).Before(join);
        foreach (var run in chart.Below.Where(run => before.Contains(run.Node.Id)).ToList())
        {
            if (!IsThere(run))
                continue;
            Stop(run);
            Depart(chart, run.Node.Id, [], counts: true);
        }
    }

    private void Join(ModelRun run)
    {
        if (run.Parent is { Node.Type: "Elsa.Flowchart" } chart && IsThere(chart))
            StopBefore(chart, run.Node.Id);
        Complete(run, "Done");
    }

    private static ActivityNode NodeOf(ModelRun chart, ActivityId id) =>
        chart.Node.Children.First(child => child.Id == id);
}
