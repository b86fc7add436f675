using System.Collections.Immutable;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Counted visits (<see cref="CounterWalk"/>), kept as how far each line is ahead of its target.</summary>
internal sealed class CounterRules(ActivityNode flowchart, CompiledFlow flow, int start) : FlowRules(flow, start)
{
    private readonly ImmutableArray<JoinRule> rules =
    [
        .. flowchart.Children.Select(child =>
            child.Type == "Elsa.FlowJoin" ? ModeOf(child) : JoinRule.WaitAllActive),
    ];

    public override bool CountsDecide => true;

    public override ImmutableArray<int> Awaited(int place) => Graph.Inbound(place);

    public override bool NeedsAll(int place) =>
        rules[place] == JoinRule.WaitAll && Awaited(place).Length > 1;

    public override bool HasArrived(Marking marking, int line) => marking.Count(line) > 0 && marking.Flag(line);

    public override bool IsQuiet(Marking marking) => true;

    public override bool Leave(Marking marking, Begun begun, ImmutableArray<string> outcomes) =>
        Leave(new Walk(marking, []), begun, outcomes);

    private sealed record Walk(Marking Marking, HashSet<int> Pending);

    private bool Leave(Walk walk, Begun begun, ImmutableArray<string> outcomes)
    {
        var lines = Flow.Outbound[begun.Place];
        foreach (var line in lines)
        {
            // Nobody waits for a line back: how often it was taken decides nothing.
            walk.Marking.Add(line, Graph.IsBackward(line) ? 0 : 1);
            walk.Marking.SetFlag(line, outcomes.Contains(Flow.Lines[line].Port));
        }

        foreach (var line in begun.IsByLoop ? [] : Graph.Inbound(begun.Place))
            walk.Marking.Add(line, -1);
        var holds = true;
        foreach (var line in lines.DistinctBy(line => Graph.IsBackward(line) ? -line - 1 : Flow.Lines[line].Target))
            holds &= Graph.IsBackward(line) ? Return(walk, line) : Decide(walk, Flow.Lines[line].Target);
        return holds;
    }

    private bool Return(Walk walk, int line)
    {
        if (!walk.Marking.Flag(line))
            return true;
        if (Graph.IsBroken(line))
            return false;
        walk.Marking.Queue.Add(new Begun(Flow.Lines[line].Target, true));
        return true;
    }

    private bool Decide(Walk walk, int target)
    {
        var inbound = Graph.Inbound(target);
        var all = inbound.All(line => walk.Marking.Count(line) > 0);
        var followed = inbound.Count(line => HasArrived(walk.Marking, line));
        if (walk.Pending.Contains(target) || walk.Marking.Queue.Concat(walk.Marking.Running)
            .Any(begun => begun.Place == target))
            return true;
        switch (rules[target])
        {
            case JoinRule.WaitAny when followed > 0:
                var holds = CancelAncestors(walk, target);
                walk.Marking.Queue.Add(new Begun(target, false));
                return holds;
            case JoinRule.WaitAll when all && followed == inbound.Length:
            case JoinRule.WaitAllActive when all && followed > 0:
                walk.Marking.Queue.Add(new Begun(target, false));
                return true;
            default:
                return !all || inbound.IsEmpty || Leave(walk, new Begun(target, false), []);
        }
    }

    private bool CancelAncestors(Walk walk, int target)
    {
        var before = Ancestors(target);
        walk.Pending.Add(target);
        var holds = true;
        foreach (var begun in walk.Marking.Running.Where(begun => before.Contains(begun.Place)).ToList())
        {
            walk.Marking.Cancel(begun.Place);
            holds &= Leave(walk, new Begun(begun.Place, false), []);
        }

        walk.Pending.Remove(target);
        return holds;
    }
}
