using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// What a flowchart looks like from the child it started at: which lines lead back (a loop), and which forward lines
/// a join waits for. Lines of children that cannot be reached are waited for by nobody. Made in time that grows with
/// the number of lines, because a drawing of thousands must open at once.
/// </summary>
internal sealed class FlowGraph
{
    private readonly CompiledFlow flow;
    private readonly bool[] backward;
    private readonly bool[] broken;
    private readonly ImmutableArray<int>[] inbound;

    private FlowGraph(CompiledFlow flow, FlowWalk walk)
    {
        this.flow = flow;
        backward = walk.Backward;
        var dominators = Dominators.Of(walk, flow);
        broken = [.. flow.Lines.Select((line, index) =>
            backward[index] && walk.Reached[line.Source] && !dominators.IsAbove(line.Target, line.Source))];
        inbound = flow.ByPlace(line => flow.Lines[line].Target, line => !backward[line]);
    }

    public static FlowGraph From(int start, CompiledFlow flow) => new(flow, FlowWalk.From(start, flow));

    /// <summary>True for a line that would close a circle.</summary>
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
}
