using System.Collections.Frozen;
using System.Collections.Immutable;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Definitions;

/// <summary>The lines of a flowchart by index, and how they look from each activity it may start at.</summary>
internal sealed class CompiledFlow
{
    private readonly Lazy<FlowGraph>[] graphs;
    private readonly FrozenDictionary<ActivityId, int> places;

    private CompiledFlow(
        ImmutableArray<FlowLine> lines, Dictionary<ActivityId, int> places, int count, Starts starts)
    {
        Lines = lines;
        Places = count;
        this.places = places.ToFrozenDictionary();
        Outbound = ByPlace(line => lines[line].Source, _ => true);
        Start = starts.Default;
        Triggers = starts.Triggers;
        graphs = [.. Outbound.Select((_, start) => new Lazy<FlowGraph>(() => FlowGraph.From(start, this)))];
    }

    /// <summary>Lines whose ends both exist, in the order drawn; the index is what the memory counts.</summary>
    public ImmutableArray<FlowLine> Lines { get; }

    /// <summary>How many children it has.</summary>
    public int Places { get; }

    /// <summary>Lines that leave each child, by index.</summary>
    public ImmutableArray<int>[] Outbound { get; }

    /// <summary>The child that runs first; −1 where there is none.</summary>
    public int Start { get; }

    /// <summary>Children that may be hit from outside, by id.</summary>
    public FrozenDictionary<ActivityId, int> Triggers { get; }

    public FlowGraph GraphFrom(int start) => graphs[start].Value;

    /// <summary>Where it begins: at the activity that was hit, whether it is marked as a trigger or not.</summary>
    public int StartFor(TriggerHit? hit) =>
        hit is not null && places.TryGetValue(hit.Activity, out var place) ? place : Start;

    public static CompiledFlow Of(ActivityNode flowchart)
    {
        var places = new Dictionary<ActivityId, int>();
        foreach (var (place, child) in flowchart.Children.Index())
            places.TryAdd(child.Id, place);
        var lines = flowchart.Connections
            .Where(line => places.ContainsKey(line.Source) && places.ContainsKey(line.Target))
            .Select(line => new FlowLine(places[line.Source], line.SourcePort, places[line.Target]))
            .Distinct().ToImmutableArray();
        return new CompiledFlow(lines, places, flowchart.Children.Length, Starts.Of(flowchart, lines));
    }

    /// <summary>Lines by one of their ends, in the order drawn.</summary>
    public ImmutableArray<int>[] ByPlace(Func<int, int> end, Func<int, bool> counts)
    {
        var lines = Enumerable.Range(0, Places).Select(_ => ImmutableArray.CreateBuilder<int>()).ToArray();
        for (var line = 0; line < Lines.Length; line++)
        {
            if (counts(line))
                lines[end(line)].Add(line);
        }

        return [.. lines.Select(own => own.DrainToImmutable())];
    }

    private sealed record Starts(int Default, FrozenDictionary<ActivityId, int> Triggers)
    {
        /// <summary>Elsa's order: a Start, a trigger, the first without an inbound line, the first.</summary>
        public static Starts Of(ActivityNode flowchart, ImmutableArray<FlowLine> lines)
        {
            var children = flowchart.Children;
            var entered = lines.Select(line => line.Target).ToHashSet();
            var triggers = children.Index().Where(child => child.Item.CanStartWorkflow).ToList();
            int[] candidates =
            [
                First(children.Index().Where(child => child.Item.Type == "Elsa.Start")),
                First(triggers),
                First(children.Index().Where(child => !entered.Contains(child.Index))),
                children.Length > 0 ? 0 : -1,
            ];
            return new Starts(
                candidates.FirstOrDefault(candidate => candidate >= 0, -1),
                triggers.DistinctBy(child => child.Item.Id)
                    .ToFrozenDictionary(child => child.Item.Id, child => child.Index));
        }

        private static int First(IEnumerable<(int Index, ActivityNode)> children) =>
            children.Select(child => child.Index).DefaultIfEmpty(-1).First();
    }
}

/// <param name="Source">Place of the child that it leaves.</param>
/// <param name="Port">The outcome that follows it.</param>
/// <param name="Target">Place of the child that it enters.</param>
internal readonly record struct FlowLine(int Source, string Port, int Target);
