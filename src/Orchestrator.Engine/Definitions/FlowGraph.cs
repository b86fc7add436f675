using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// What a flowchart looks like from the child it started at: which lines lead back (a loop), and which forward lines
/// a join waits for. Lines of children that cannot be reached are waited for by nobody.
/// </summary>
internal sealed class FlowGraph
{
    private readonly CompiledFlow flow;
    private readonly bool[] backward;
    private readonly bool[] broken;
    private readonly ImmutableArray<int>[] inbound;

    private FlowGraph(CompiledFlow flow, bool[] backward, bool[] broken, ImmutableArray<int>[] inbound)
    {
        this.flow = flow;
        this.backward = backward;
        this.broken = broken;
        this.inbound = inbound;
    }

    public static FlowGraph From(int start, CompiledFlow flow)
    {
        var backward = new bool[flow.Lines.Length];
        var reached = Walk(start, flow, backward);
        var broken = flow.Lines.Select((line, index) => backward[index] && !IsLoop(start, line, flow)).ToArray();
        var inbound = flow.Outbound.Select((_, place) => flow.Lines.Index()
            .Where(line => line.Item.Target == place && reached[line.Item.Source] && !backward[line.Index])
            .Select(line => line.Index).ToImmutableArray()).ToArray();
        return new FlowGraph(flow, backward, broken, inbound);
    }

    /// <summary>True for a line to a child on the path that led to it.</summary>
    public bool IsBackward(int line) => backward[line];

    /// <summary>True for a backward line that some path from the start reaches without passing its target.</summary>
    public bool IsBroken(int line) => broken[line];

    /// <summary>Forward lines that enter a child.</summary>
    public ImmutableArray<int> Inbound(int place) => inbound[place];

    /// <summary>Children from which a child can be reached by forward lines.</summary>
    public HashSet<int> Ancestors(int place)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([place]);
        while (open.TryPop(out var next))
        {
            foreach (var source in inbound[next].Select(line => flow.Lines[line].Source).Where(found.Add))
                open.Push(source);
        }

        return found;
    }

    /// <summary>Depth first, in the order drawn.</summary>
    private static bool[] Walk(int start, CompiledFlow flow, bool[] backward)
    {
        var reached = new bool[flow.Outbound.Length];
        var onPath = new bool[flow.Outbound.Length];
        var path = new Stack<(int Place, int Next)>([(start, 0)]);
        reached[start] = onPath[start] = true;
        while (path.TryPop(out var step))
        {
            if (step.Next == flow.Outbound[step.Place].Length)
            {
                onPath[step.Place] = false;
                continue;
            }

            path.Push(step with { Next = step.Next + 1 });
            var line = flow.Outbound[step.Place][step.Next];
            var target = flow.Lines[line].Target;
            backward[line] = onPath[target];
            if (reached[target])
                continue;
            reached[target] = onPath[target] = true;
            path.Push((target, 0));
        }

        return reached;
    }

    /// <summary>Every path from the start to the line's source passes its target.</summary>
    private static bool IsLoop(int start, FlowLine line, CompiledFlow flow)
    {
        if (line.Target == start)
            return true;
        var reached = new HashSet<int> { start };
        var open = new Stack<int>([start]);
        while (open.TryPop(out var place))
        {
            foreach (var next in flow.Outbound[place].Select(one => flow.Lines[one].Target))
            {
                if (next != line.Target && reached.Add(next))
                    open.Push(next);
            }
        }

        return !reached.Contains(line.Source);
    }
}
