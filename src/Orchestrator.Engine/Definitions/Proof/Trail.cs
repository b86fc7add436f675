using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>What an exploration came by: which children ran, which lines were followed, which branches met.</summary>
internal sealed class Trail(CompiledFlow flow, FlowRules rules)
{
    /// <summary>The line by which a child first ran; −1 for the start.</summary>
    private readonly Dictionary<int, int> causes = [];
    private readonly HashSet<int> followed = [];
    private readonly HashSet<(int, int)> met = [];

    public bool HasRun(int place) => causes.ContainsKey(place);

    public bool WasFollowed(int line) => followed.Contains(line);

    /// <summary>True when both lines had brought something to their target at one moment.</summary>
    public bool HaveMet(int one, int other) => met.Contains((Math.Min(one, other), Math.Max(one, other)));

    /// <summary>Places from the start to one, by the way it first ran; only itself where it never did.</summary>
    public ImmutableArray<int> To(int place)
    {
        var path = ImmutableArray.CreateBuilder<int>();
        path.Add(place);
        while (causes.TryGetValue(path[^1], out var line) && line >= 0)
            path.Add(flow.Lines[line].Source);
        path.Reverse();
        return path.DrainToImmutable();
    }

    public void Ran(int place, Marking marking)
    {
        if (causes.ContainsKey(place))
            return;
        var came = Enumerable.Range(0, flow.Lines.Length).Where(line =>
            flow.Lines[line].Target == place && followed.Contains(line) && causes.ContainsKey(flow.Lines[line].Source))
            .OrderBy(line => marking.Flag(line) ? 0 : 1).ToList();
        causes[place] = came.Count == 0 ? -1 : came[0];
    }

    public void Left(int place, ImmutableArray<string> outcomes) => followed.UnionWith(
        flow.Outbound[place].Where(line => outcomes.Contains(flow.Lines[line].Port)));

    /// <summary>Remembers which lines have met before the targets of a child that was just left.</summary>
    public void Arrived(int place, Marking marking)
    {
        foreach (var target in flow.Outbound[place].Select(line => flow.Lines[line].Target).Where(rules.NeedsAll))
        {
            var arrived = rules.Awaited(target).Where(line => rules.HasArrived(marking, line)).Order().ToList();
            foreach (var (index, line) in arrived.Index())
                met.UnionWith(arrived.Skip(index + 1).Select(other => (line, other)));
        }
    }
}
