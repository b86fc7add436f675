namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Which children every path ahead from the start must pass to reach another: each child's nearest such one. The lines
/// ahead have no circle, so that a second round over the children only finds that nothing changes.
/// </summary>
internal sealed class Dominators
{
    private const int None = -1;

    private readonly int[] nearest;
    private readonly int[] rank;

    private Dominators(int places)
    {
        nearest = [.. Enumerable.Repeat(None, places)];
        rank = new int[places];
    }

    public static Dominators Of(FlowWalk walk, CompiledFlow flow)
    {
        var found = new Dominators(flow.Places);
        foreach (var (order, place) in walk.Left.Index())
            found.rank[place] = order;
        var start = walk.Left[^1];
        found.nearest[start] = start;
        var inbound = flow.ByPlace(line => flow.Lines[line].Target, line => !walk.Backward[line]);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var place in Enumerable.Reverse(walk.Left).Skip(1))
                changed |= found.Settle(place, inbound[place].Select(line => flow.Lines[line].Source));
        }

        return found;
    }

    /// <summary>True where every path ahead from the start to <paramref name="place"/> passes <paramref name="above"/>.
    /// </summary>
    public bool IsAbove(int above, int place)
    {
        while (rank[place] < rank[above] && nearest[place] != place)
            place = nearest[place];
        return place == above;
    }

    private bool Settle(int place, IEnumerable<int> sources)
    {
        var common = None;
        foreach (var source in sources.Where(source => nearest[source] != None))
            common = common == None ? source : Common(common, source);
        if (nearest[place] == common)
            return false;
        nearest[place] = common;
        return true;
    }

    private int Common(int one, int other)
    {
        while (one != other)
        {
            if (rank[one] < rank[other])
                one = nearest[one];
            else
                other = nearest[other];
        }

        return one;
    }
}
