namespace Orchestrator.Engine.Definitions;

/// <summary>Loops that never wait. One in which nothing decides cannot end; the others are suspicious.</summary>
internal static class LoopChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing, Drawn flowchart, CompiledFlow flow)
    {
        var children = flowchart.Node.Children;
        var isBusy = children.Select(child => !drawing.MayWait(child)).ToArray();
        foreach (var loop in BusyLoops.Of(flow, isBusy))
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
}
