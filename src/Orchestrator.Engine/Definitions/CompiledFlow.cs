using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>The lines of a flowchart by index, and how they look from each activity it may start at.</summary>
internal sealed class CompiledFlow
{
    private readonly FrozenDictionary<int, FlowGraph> graphs;

    private CompiledFlow(ImmutableArray<FlowLine> lines, ImmutableArray<ImmutableArray<int>> outbound, Starts starts)
    {
        Lines = lines;
        Outbound = outbound;
        Start = starts.Default;
        Triggers = starts.Triggers;
        graphs = starts.Triggers.Values.Append(starts.Default).Where(start => start >= 0).Distinct()
            .ToFrozenDictionary(start => start, start => FlowGraph.From(start, this));
    }

    /// <summary>Lines whose ends both exist, in the order drawn; the index is what the memory counts.</summary>
    public ImmutableArray<FlowLine> Lines { get; }

    /// <summary>Lines that leave each child, by index.</summary>
    public ImmutableArray<ImmutableArray<int>> Outbound { get; }

    /// <summary>The child that runs first; −1 where there is none.</summary>
    public int Start { get; }

    /// <summary>Children that may be hit from outside, by id.</summary>
    public FrozenDictionary<ActivityId, int> Triggers { get; }

    public FlowGraph GraphFrom(int start) => graphs[start];

    public static CompiledFlow Of(ActivityNode flowchart)
    {
        var places = new Dictionary<ActivityId, int>();
        foreach (var (place, child) in flowchart.Children.Index())
            places.TryAdd(child.Id, place);
        var lines = flowchart.Connections
            .Where(line => places.ContainsKey(line.Source) && places.ContainsKey(line.Target))
            .Select(line => new FlowLine(places[line.Source], line.SourcePort, places[line.Target]))
            .ToImmutableArray();
        var outbound = flowchart.Children.Index()
            .Select(child => lines.Index().Where(line => line.Item.Source == child.Index)
                .Select(line => line.Index).ToImmutableArray())
            .ToImmutableArray();
        return new CompiledFlow(lines, outbound, Starts.Of(flowchart, lines));
    }

    private sealed record Starts(int Default, FrozenDictionary<ActivityId, int> Triggers)
    {
        /// <summary>Elsa's order: a Start, a trigger, the first without an inbound line, the first.</summary>
        public static Starts Of(ActivityNode flowchart, ImmutableArray<FlowLine> lines)
        {
            var children = flowchart.Children;
            var triggers = children.Index().Where(child => child.Item.CanStartWorkflow).ToList();
            int[] candidates =
            [
                First(children.Index().Where(child => child.Item.Type == "Elsa.Start")),
                First(triggers),
                First(children.Index().Where(child => !lines.Any(line => line.Target == child.Index))),
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

/// <summary>
/// What a flowchart looks like from the child it started at: which lines lead back (a loop), and which forward lines
/// a join waits for. Lines of children that cannot be reached are waited for by nobody.
/// </summary>
internal sealed class FlowGraph
{
    private readonly bool[] backward;
    private readonly ImmutableArray<int>[] inbound;

    private FlowGraph(bool[] backward, ImmutableArray<int>[] inbound)
    {
        this.backward = backward;
        this.inbound = inbound;
    }

    public bool IsBackward(int line) => backward[line];

    /// <summary>Forward lines that enter a child.</summary>
    public ImmutableArray<int> Inbound(int child) => inbound[child];

    public static FlowGraph From(int start, CompiledFlow flow)
    {
        var backward = new bool[flow.Lines.Length];
        var reached = Walk(start, flow, backward);
        var inbound = flow.Outbound.Index().Select(child => flow.Lines.Index()
            .Where(line => line.Item.Target == child.Index && reached[line.Item.Source] && !backward[line.Index])
            .Select(line => line.Index).ToImmutableArray()).ToArray();
        return new FlowGraph(backward, inbound);
    }

    /// <summary>Children from which a child can be reached by forward lines.</summary>
    public HashSet<int> Ancestors(int child, CompiledFlow flow)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([child]);
        while (open.TryPop(out var next))
        {
            foreach (var source in inbound[next].Select(line => flow.Lines[line].Source))
            {
                if (found.Add(source))
                    open.Push(source);
            }
        }

        return found;
    }

    /// <summary>Depth first; a line to a child on the path that led here is a backward one.</summary>
    private static bool[] Walk(int start, CompiledFlow flow, bool[] backward)
    {
        var reached = new bool[flow.Outbound.Length];
        var onPath = new bool[flow.Outbound.Length];
        var path = new Stack<(int Child, int Next)>([(start, 0)]);
        reached[start] = onPath[start] = true;
        while (path.TryPop(out var step))
        {
            if (step.Next == flow.Outbound[step.Child].Length)
            {
                onPath[step.Child] = false;
                continue;
            }

            path.Push(step with { Next = step.Next + 1 });
            var line = flow.Outbound[step.Child][step.Next];
            var target = flow.Lines[line].Target;
            backward[line] = onPath[target];
            if (reached[target])
                continue;
            reached[target] = onPath[target] = true;
            path.Push((target, 0));
        }

        return reached;
    }
}
