using System.Collections.Immutable;
using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Tokens on lines (<see cref="TokenWalk"/>): the flag says that one lies there, the count how many more are
/// swallowed.</summary>
internal sealed class TokenRules(ActivityNode flowchart, CompiledFlow flow, int start) : FlowRules(flow, start)
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
        return true;
    }

    private void Arrive(Marking marking, int line)
    {
        var target = Flow.Lines[line].Target;
        var runs = merges[target] switch
        {
            MergeMode.Race => Wins(marking, line),
            MergeMode.Merge or MergeMode.Converge when NeedsAll(target) => Awaited(target).All(marking.Flag),
            MergeMode.Stream => !Graph.Inbound(target)
                .Any(awaited => inbound[Flow.Lines[awaited].Source].Any(marking.Flag)),
            _ => true,
        };
        if (runs)
            marking.Queue.Add(new Begun(target, false));
    }

    private bool Wins(Marking marking, int line)
    {
        var target = Flow.Lines[line].Target;
        var before = Ancestors(target);
        foreach (var begun in marking.Running.Where(begun => before.Contains(begun.Place)).ToList())
        {
            marking.Cancel(begun.Place);
            Consume(marking, begun.Place);
        }

        if (marking.Count(line) > 0)
        {
            marking.Add(line, -1);
            return false;
        }

        foreach (var other in Graph.Inbound(target))
        {
            if (Flow.Lines[other].Source != Flow.Lines[line].Source)
                marking.Add(other, 1);
        }

        return true;
    }

    private void Consume(Marking marking, int place)
    {
        foreach (var line in inbound[place])
            marking.SetFlag(line, false);
    }

    private static MergeMode MergeOf(ActivityNode child) => child.Type == "Elsa.FlowJoin"
        ? ModeOf(child) == JoinRule.WaitAny ? MergeMode.Race : MergeMode.Merge
        : Enum.TryParse<MergeMode>(child.MergeMode, out var merge) ? merge : MergeMode.Stream;
}
