using System.Collections.Immutable;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Counted visits (<see cref="CounterWalk"/>), kept as how far each line is ahead of its target.</summary>
internal sealed class CounterRules(ActivityNode flowchart, CompiledFlow flow, int start)
    : FlowRules(flowchart, flow, start)
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

    /// <remarks>Lines count one after the other: what the first decides does not know the second.</remarks>
    public override bool Leave(Marking marking, Begun begun, ImmutableArray<string> outcomes)
    {
        foreach (var line in begun.IsByLoop ? [] : Graph.Inbound(begun.Place))
            marking.Add(line, -1);
        foreach (var line in Flow.Outbound[begun.Place])
        {
            if (!Follow(marking, line, outcomes.Contains(Flow.Lines[line].Port)))
                return false;
        }

        return true;
    }

    private bool Follow(Marking marking, int line, bool isFollowed)
    {
        marking.SetFlag(line, isFollowed);
        if (!Graph.IsBackward(line))
        {
            marking.Add(line, 1);
            Decide(marking, line);
        }
        else if (isFollowed)
        {
            // Nobody waits for a line back: how often it was taken decides nothing.
            if (Graph.IsBroken(line))
                return false;
            marking.Queue.Add(new Begun(Flow.Lines[line].Target, true));
        }

        return true;
    }

    private void Decide(Marking marking, int line)
    {
        var target = Flow.Lines[line].Target;
        var inbound = Graph.Inbound(target);
        var isDue = inbound.All(one => marking.Count(one) > 0);
        var most = inbound.Max(marking.Count);
        var arrived = inbound.Count(one => marking.Count(one) == most && marking.Flag(one));
        switch (rules[target])
        {
            case JoinRule.WaitAny when marking.Count(line) <= 0
                || marking.Queue.Concat(marking.Running).Any(begun => begun.Place == target):
                break;
            case JoinRule.WaitAny when arrived > 0:
                marking.Queue.Add(new Begun(target, false));
                CancelBefore(marking, target);
                break;
            case JoinRule.WaitAll when isDue && arrived == inbound.Length:
            case JoinRule.WaitAllActive when isDue && arrived > 0:
                marking.Queue.Add(new Begun(target, false));
                break;
            default:
                if (isDue)
                    Leave(marking, new Begun(target, false), []);
                break;
        }
    }

    protected override void CancelBefore(Marking marking, int join)
    {
        var before = Ancestors(join);
        foreach (var begun in marking.Running.Where(begun => before.Contains(begun.Place)).ToList())
        {
            if (!marking.Running.Contains(begun))
                continue;
            marking.Cancel(begun.Place);
            Leave(marking, new Begun(begun.Place, false), []);
        }
    }
}
