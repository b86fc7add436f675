using System.Collections.Immutable;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Tokens on lines (<see cref="TokenWalk"/>): the flag says that one lies there, the count how often the line
/// is blocked.</summary>
internal sealed class TokenRules(ActivityNode flowchart, CompiledFlow flow, int start)
    : FlowRules(flowchart, flow, start)
{
    private readonly ImmutableArray<MergeMode> merges = [.. flowchart.Children.Select(MergeOf)];

    private readonly ImmutableArray<ImmutableArray<int>> inbound =
    [
        .. flowchart.Children.Select((_, place) => flow.Lines.Index()
            .Where(line => line.Item.Target == place).Select(line => line.Index).ToImmutableArray()),
    ];

    public override bool CountsDecide => false;

    public override ImmutableArray<int> Awaited(int place) =>
        merges[place] == MergeMode.Converge ? inbound[place] : Graph.Inbound(place);

    public override bool NeedsAll(int place) =>
        merges[place] is MergeMode.Merge or MergeMode.Converge && Awaited(place).Length > 1;

    public override bool HasArrived(Marking marking, int line) => marking.Flag(line);

    public override bool IsQuiet(Marking marking) =>
        !Enumerable.Range(0, Flow.Lines.Length).Any(marking.Flag);

    public override bool Leave(Marking marking, Begun begun, ImmutableArray<string> outcomes)
    {
        var followed = Flow.Outbound[begun.Place]
            .Where(line => outcomes.Contains(Flow.Lines[line].Port)).ToImmutableArray();
        foreach (var line in followed)
            marking.SetFlag(line, true);
        Consume(marking, begun.Place);
        foreach (var line in followed)
            Arrive(marking, line);
        foreach (var line in inbound[begun.Place])
        {
            if (marking.Count(line) < 0)
                marking.Set(line, -marking.Count(line) - 1);
        }

        return true;
    }

    private void Arrive(Marking marking, int line)
    {
        var target = Flow.Lines[line].Target;
        if (merges[target] == MergeMode.Race)
            CancelBefore(marking, target);
        var runs = merges[target] switch
        {
            MergeMode.Race or MergeMode.Cascade => IsFirst(marking, line),
            MergeMode.Merge or MergeMode.Converge when NeedsAll(target) => Awaited(target).All(marking.Flag),
            MergeMode.Stream => !Graph.Inbound(target)
                .Any(awaited => inbound[Flow.Lines[awaited].Source].Any(marking.Flag)),
            _ => true,
        };
        if (runs)
            marking.Queue.Add(new Begun(target, false));
    }

    /// <summary>The others find their line blocked; one that has swallowed something is negative until its target has
    /// run.</summary>
    private bool IsFirst(Marking marking, int line)
    {
        if (marking.Count(line) is not 0 and var blocked)
        {
            marking.Set(line, -Math.Abs(blocked));
            return false;
        }

        foreach (var other in Graph.Inbound(Flow.Lines[line].Target))
        {
            if (Flow.Lines[other].Source != Flow.Lines[line].Source)
                marking.Add(other, marking.Count(other) < 0 ? -1 : 1);
        }

        return true;
    }

    /// <summary>With a child that is cancelled goes what lies on the lines to it and from it.</summary>
    protected override void CancelBefore(Marking marking, int join)
    {
        var before = Ancestors(join);
        foreach (var begun in marking.Running.Where(begun => before.Contains(begun.Place)).ToList())
        {
            marking.Cancel(begun.Place);
            foreach (var line in inbound[begun.Place].Concat(Flow.Outbound[begun.Place]))
            {
                marking.SetFlag(line, false);
                marking.Set(line, 0);
            }
        }
    }

    private void Consume(Marking marking, int place)
    {
        foreach (var line in inbound[place])
            marking.SetFlag(line, false);
    }

    private static MergeMode MergeOf(ActivityNode child) => child.Type == "Elsa.FlowJoin"
        ? ModeOf(child) == JoinRule.WaitAny ? MergeMode.Race : MergeMode.Merge
        : Enum.TryParse<MergeMode>(child.MergeMode, ignoreCase: true, out var merge) ? merge : MergeMode.Stream;
}
