namespace Orchestrator.Engine.Definitions;

/// <summary>One walk over a flowchart from a child, depth first, in the order drawn.</summary>
internal sealed class FlowWalk
{
    private FlowWalk(int places, int lines)
    {
        Reached = new bool[places];
        Backward = new bool[lines];
    }

    public bool[] Reached { get; }

    /// <summary>Lines to a child on the path that led to them.</summary>
    public bool[] Backward { get; }

    /// <summary>Children in the order in which the walk left them: the start is the last.</summary>
    public List<int> Left { get; } = [];

    public static FlowWalk From(int start, CompiledFlow flow)
    {
        var walk = new FlowWalk(flow.Places, flow.Lines.Length);
        var onPath = new bool[flow.Places];
        var path = new Stack<(int Place, int Next)>([(start, 0)]);
        walk.Reached[start] = onPath[start] = true;
        while (path.TryPop(out var step))
        {
            if (step.Next == flow.Outbound[step.Place].Length)
            {
                onPath[step.Place] = false;
                walk.Left.Add(step.Place);
                continue;
            }

            path.Push(step with { Next = step.Next + 1 });
            var line = flow.Outbound[step.Place][step.Next];
            var target = flow.Lines[line].Target;
            walk.Backward[line] = onPath[target];
            if (walk.Reached[target])
                continue;
            walk.Reached[target] = onPath[target] = true;
            path.Push((target, 0));
        }

        return walk;
    }
}
