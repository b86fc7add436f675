namespace Orchestrator.Engine.Definitions;

/// <summary>Loops that never wait. One in which nothing decides cannot end; the others are suspicious.</summary>
internal static class LoopChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing, Drawn flowchart, CompiledFlow flow)
    {
        var children = flowchart.Node.Children;
        var isBusy = children.Select(child => !drawing.MayWait(child)).ToArray();
        foreach (var loop in Loops(flow, isBusy))
        {
            var names = string.Join(" → ", loop.Select(place => children[place].Id));
            var decides = loop.Any(place => drawing.Decides(children[place]));
            yield return decides
                ? new Problem("WF107", $"{flowchart.Path} {names}",
                    $"循环“{names}”中没有等待的步骤，如果条件一直成立就会不停地转。请确认它会结束，或在循环中加入等待。",
                    ProblemSeverity.Warning)
                : new Problem("WF107", $"{flowchart.Path} {names}",
                    $"循环“{names}”中既没有等待也没有判断，永远不会结束。请加入判断，或删除回到开头的连线。");
        }

        foreach (var line in BrokenReturns(flow))
        {
            var (source, target) = (children[flow.Lines[line].Source].Id, children[flow.Lines[line].Target].Id);
            yield return new Problem("WF113", $"{flowchart.Path} {source} → {target}",
                $"连线“{source} → {target}”回到“{target}”，但从起点到“{source}”有不经过“{target}”的路，走到这里会出错。"
                + $"请让每条路都先经过“{target}”。");
        }
    }

    private static IEnumerable<int> BrokenReturns(CompiledFlow flow) => flow.Start < 0
        ? []
        : Enumerable.Range(0, flow.Lines.Length).Where(flow.GraphFrom(flow.Start).IsBroken);

    /// <summary>Groups of places that reach each other by way of busy activities only.</summary>
    private static IEnumerable<List<int>> Loops(CompiledFlow flow, bool[] isBusy)
    {
        var reach = Enumerable.Range(0, isBusy.Length).Select(place => Reached(place, flow, isBusy)).ToArray();
        var seen = new HashSet<int>();
        for (var place = 0; place < isBusy.Length; place++)
        {
            if (!reach[place].Contains(place) || seen.Contains(place))
                continue;
            var loop = reach[place].Where(other => reach[other].Contains(place)).Order().ToList();
            seen.UnionWith(loop);
            yield return loop;
        }
    }

    private static HashSet<int> Reached(int start, CompiledFlow flow, bool[] isBusy)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(isBusy[start] ? [start] : []);
        while (open.TryPop(out var place))
        {
            foreach (var target in flow.Outbound[place].Select(line => flow.Lines[line].Target))
            {
                if (isBusy[target] && reached.Add(target))
                    open.Push(target);
            }
        }

        return reached;
    }
}
