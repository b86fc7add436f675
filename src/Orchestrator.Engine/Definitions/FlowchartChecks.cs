namespace Orchestrator.Engine.Definitions;

/// <summary>What is wrong with the lines of a flowchart: ends, outcomes, loops, what nothing reaches.</summary>
internal static class FlowchartChecks
{
    /// <summary>Names that are looked for: each is compared with every activity of the drawing.</summary>
    private const int MostAdvice = 50;

    public static IEnumerable<Problem> Of(Drawing drawing, Drawn flowchart)
    {
        var flow = CompiledFlow.Of(flowchart.Node);
        return Dangling(flowchart).Concat(Outcomes(drawing, flowchart)).Concat(Loose(drawing, flowchart))
            .Concat(LoopChecks.Of(drawing, flowchart, flow)).Concat(Unreached(flowchart, flow));
    }

    private static IEnumerable<Problem> Dangling(Drawn flowchart)
    {
        var ids = flowchart.Node.Children.Select(child => child.Id.Value).ToHashSet();
        var advised = 0;
        foreach (var line in flowchart.Node.Connections)
        {
            foreach (var end in (string[])[line.Source.Value, line.Target.Value])
            {
                if (ids.Contains(end))
                    continue;
                var nearest = advised++ < MostAdvice ? Nearest.To(end, ids) : null;
                yield return new Problem("WF103", $"{flowchart.Path} {line.Source} → {line.Target}",
                    $"连线“{line.Source} → {line.Target}”期望两端都是本图中的活动，实际“{end}”不存在。"
                    + (nearest is null ? "请删除并重新画这条连线。" : $"是否应为“{nearest}”？"));
            }
        }
    }

    private static IEnumerable<Problem> Outcomes(Drawing drawing, Drawn flowchart)
    {
        var children = flowchart.Node.Children.DistinctBy(child => child.Id).ToDictionary(child => child.Id);
        foreach (var line in flowchart.Node.Connections)
        {
            if (!children.TryGetValue(line.Source, out var source)
                || drawing.Outcomes(source) is not { } outcomes || outcomes.Contains(line.SourcePort))
                continue;
            var severity = drawing.Known.Activities.ContainsKey(source.Type)
                ? ProblemSeverity.Error
                : ProblemSeverity.Warning;
            yield return new Problem("WF106", $"{flowchart.Path} {line.Source} → {line.Target}",
                $"“{source.Id}”（{source.Type}）不会有结果“{line.SourcePort}”，这条连线永远走不到。"
                + $"可用的结果：{(outcomes.IsEmpty ? "无" : string.Join('、', outcomes))}。请改接连线。",
                severity);
        }
    }

    /// <summary>
    /// A step of the house that goes on by one outcome and not by another: when the other comes, perhaps because an
    /// answer was quicker, the case would end there and nobody would be told.
    /// </summary>
    private static IEnumerable<Problem> Loose(Drawing drawing, Drawn flowchart)
    {
        var ports = flowchart.Node.Connections.ToLookup(line => line.Source, line => line.SourcePort);
        return
            from child in flowchart.Node.Children
            let outcomes = drawing.Known.Activities.GetValueOrDefault(child.Type)?.Outcomes ?? []
            where !outcomes.IsEmpty
            let drawn = ports[child.Id].ToHashSet()
            where outcomes.Any(drawn.Contains)
            from loose in outcomes.Where(outcome => !drawn.Contains(outcome))
            select new Problem("WF116", $"{flowchart.Path}:{child.Id}",
                $"“{child.Id}”（{child.Type}）的结果“{loose}”没有连线，出现这个结果时流程会就此停住，没有人知道。"
                + $"请从“{loose}”接出连线：接着办下一步，或接到“End”。");
    }

    private static IEnumerable<Problem> Unreached(Drawn flowchart, CompiledFlow flow)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(flow.Triggers.Values.Append(flow.Start).Where(place => place >= 0));
        while (open.TryPop(out var place))
        {
            if (!reached.Add(place))
                continue;
            foreach (var line in flow.Outbound[place])
                open.Push(flow.Lines[line].Target);
        }

        return from child in flowchart.Node.Children.Index()
               where !reached.Contains(child.Index)
               select new Problem("WF108", $"{flowchart.Path}:{child.Item.Id}",
                   $"没有连线通到“{child.Item.Id}”，它永远不会运行。请接上连线，或删除该活动。", ProblemSeverity.Warning);
    }
}
