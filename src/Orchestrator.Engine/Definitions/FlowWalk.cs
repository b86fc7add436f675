namespace Orchestrator.Engine.Definitions;

/// <summary>
/// One walk over a flowchart from a child, breadth first, in the order drawn: a line that would close a circle of
/// those before it leads back.
/// </summary>
internal sealed class FlowWalk
{
    private readonly CompiledFlow flow;

    private FlowWalk(CompiledFlow flow)
    {
        this.flow = flow;
        Reached = new bool[flow.Places];
        Backward = new bool[flow.Lines.Length];
        Array.Fill(Backward, true);
    }

    public bool[] Reached { get; }

    /// <summary>Lines that lead back; also those that leave a child that is not reached.</summary>
    public bool[] Backward { get; }

    /// <summary>Reached children, each after all that lie ahead of it: the start is the last.</summary>
    public List<int> Left { get; } = [];

    public static FlowWalk From(int start, CompiledFlow flow)
    {
        var walk = new FlowWalk(flow);
        walk.Spread(start);
        walk.Follow(start, new bool[flow.Places], walk.Left.Add);
        return walk;
    }

    /// <summary>Only a line to a child that was passed earlier can close a circle: it is sought there.</summary>
    private void Spread(int start)
    {
        var passed = new bool[flow.Places];
        var open = new Queue<int>([start]);
        Reached[start] = true;
        while (open.TryDequeue(out var place))
        {
            passed[place] = true;
            foreach (var line in flow.Outbound[place])
            {
                var target = flow.Lines[line].Target;
                if (target == place || (passed[target] && LeadsTo(place, target)))
                    continue;
                Backward[line] = false;
                if (Reached[target])
                    continue;
                Reached[target] = true;
                open.Enqueue(target);
            }
        }
    }

    private bool LeadsTo(int place, int from)
    {
        var seen = new bool[flow.Places];
        Follow(from, seen, _ => { });
        return seen[place];
    }

    /// <summary>Along the lines ahead, depth first; each child is left after everything ahead of it.</summary>
    private void Follow(int start, bool[] seen, Action<int> leave)
    {
        var path = new Stack<(int Place, int Next)>([(start, 0)]);
        seen[start] = true;
        while (path.TryPop(out var step))
        {
            if (step.Next == flow.Outbound[step.Place].Length)
            {
                leave(step.Place);
                continue;
            }

            path.Push(step with { Next = step.Next + 1 });
            var line = flow.Outbound[step.Place][step.Next];
            var target = flow.Lines[line].Target;
            if (Backward[line] || seen[target])
                continue;
            seen[target] = true;
            path.Push((target, 0));
        }
    }
}
