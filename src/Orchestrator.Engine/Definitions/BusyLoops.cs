namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Groups of places that reach each other by way of busy activities only, each found once and in one walk: a place
/// belongs to the group of the earliest place it can go back to.
/// </summary>
internal sealed class BusyLoops
{
    private readonly CompiledFlow flow;
    private readonly bool[] isBusy;
    private readonly int[] met;
    private readonly int[] earliest;
    private readonly Stack<int> open = new();
    private readonly bool[] isOpen;
    private int count;

    private BusyLoops(CompiledFlow flow, bool[] isBusy)
    {
        this.flow = flow;
        this.isBusy = isBusy;
        met = new int[flow.Places];
        earliest = new int[flow.Places];
        isOpen = new bool[flow.Places];
    }

    /// <summary>In the order of their first places; places in the order drawn.</summary>
    public static IEnumerable<List<int>> Of(CompiledFlow flow, bool[] isBusy)
    {
        var walk = new BusyLoops(flow, isBusy);
        return Enumerable.Range(0, flow.Places).Where(place => isBusy[place] && walk.met[place] == 0)
            .SelectMany(place => walk.From(place).ToList())
            .OrderBy(loop => loop[0]);
    }

    private IEnumerable<List<int>> From(int start)
    {
        var path = new Stack<(int Place, int Next)>();
        Meet(start, path);
        while (path.TryPop(out var step))
        {
            if (step.Next < flow.Outbound[step.Place].Length)
            {
                path.Push(step with { Next = step.Next + 1 });
                Follow(step.Place, flow.Lines[flow.Outbound[step.Place][step.Next]].Target, path);
                continue;
            }

            if (path.TryPeek(out var above))
                earliest[above.Place] = Math.Min(earliest[above.Place], earliest[step.Place]);
            if (earliest[step.Place] == met[step.Place] && Group(step.Place) is { } loop)
                yield return loop;
        }
    }

    private void Meet(int place, Stack<(int Place, int Next)> path)
    {
        met[place] = earliest[place] = ++count;
        open.Push(place);
        isOpen[place] = true;
        path.Push((place, 0));
    }

    private void Follow(int place, int target, Stack<(int Place, int Next)> path)
    {
        if (!isBusy[target])
            return;
        if (met[target] == 0)
            Meet(target, path);
        else if (isOpen[target])
            earliest[place] = Math.Min(earliest[place], met[target]);
    }

    /// <summary>Null for a place by itself that has no line to itself.</summary>
    private List<int>? Group(int first)
    {
        var group = new List<int>();
        int place;
        do
        {
            place = open.Pop();
            isOpen[place] = false;
            group.Add(place);
        }
        while (place != first);

        group.Sort();
        return group.Count > 1 || flow.Outbound[first].Any(line => flow.Lines[line].Target == first) ? group : null;
    }
}
