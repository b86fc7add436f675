using System.Collections.Frozen;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Deadlines that pass without anybody hearing of it: nothing that they lead to tells or changes anything.
/// </summary>
internal static class LapseChecks
{
    private const string Lapsed = "Lapsed";

    /// <summary>Whoever is behind these hears of it.</summary>
    private static readonly FrozenSet<string> Telling = FrozenSet.Create(
        "Elsa.SendEmail", "Elsa.PublishEvent", "Elsa.DispatchWorkflow", "Elsa.BulkDispatchWorkflows",
        "Elsa.ExecuteWorkflow", "Elsa.SendHttpRequest", "Elsa.FlowSendHttpRequest", "Elsa.RunTask",
        "Elsa.WriteHttpResponse", "Elsa.Fault");

    public static IEnumerable<Problem> Of(Drawing drawing, Steps steps) =>
        from one in drawing.Activities.Index()
        let port = LapseOf(drawing, steps, one.Index)
        where port is not null && !IsTold(drawing, steps, one.Index, port)
        let at = steps.In(one.Index)!.Value
        select new Problem("WF134",
            $"{at.Flow.Flowchart.Path} {Names.Path(at.Flow.Flowchart, at.Flow.To(at.Place))}",
            $"{Names.Of(one.Item.Node)}到期（{port}）以后没有人知道：直到下一次等待或结束，既不发邮件、不开任务，也不改变任何状态。"
            + "请在到期的连线上接出提醒或升级。", ProblemSeverity.Warning);

    /// <summary>The outcome by which a wait ends by time; null where none does.</summary>
    private static string? LapseOf(Drawing drawing, Steps steps, int index)
    {
        var node = drawing.Activities[index].Node;
        if (steps.In(index) is not { Flow.IsComplete: true } at || !at.Flow.HasRun(at.Place))
            return null;

        // A clock that nothing waits beside is a pause and no deadline.
        if (Clocks.Is(node))
            return at.Flow.Beside(at.Place).Any() ? "Done" : null;
        return drawing.Known.Activities.TryGetValue(node.Type, out var known)
            && known.LapsesBy is { } input && node.Inputs.ContainsKey(input) ? Lapsed : null;
    }

    private static bool IsTold(Drawing drawing, Steps steps, int index, string port)
    {
        for (var (at, by) = (index, (string?)port); at >= 0; (at, by) = (drawing.Activities[at].Parent, null))
        {
            if (Ahead(drawing, steps, at, by) is { } isTold)
                return isTold;
        }

        return false;
    }

    /// <summary>
    /// What follows an activity within the container around it, by one of its outcomes or by all; null where it comes
    /// to the end of that container.
    /// </summary>
    private static bool? Ahead(Drawing drawing, Steps steps, int index, string? port)
    {
        var parent = drawing.Activities[index].Parent;
        if (parent < 0)
            return false;
        if (steps.In(index) is { } at)
            return AlongLines(drawing, steps, at, port);
        if (drawing.Activities[parent].Node.Type != "Elsa.Sequence")
            return null;
        foreach (var next in steps.Inside(parent).SkipWhile(other => other != index).Skip(1))
        {
            if (Tells(drawing, drawing.Activities[next].Node))
                return true;
            if (steps[next].Timing == StepTiming.Waits)
                return false;
        }

        return null;
    }

    private static bool? AlongLines(Drawing drawing, Steps steps, (FlowProof Flow, int Place) from, string? port)
    {
        var (flow, seen, open) = (from.Flow, new HashSet<int>(), new Queue<int>());
        var ends = !Follow(from.Place, port);
        while (open.TryDequeue(out var place))
        {
            var child = flow.Flowchart.Node.Children[place];
            if (Tells(drawing, child))
                return true;
            if (flow.Steps[place].Timing != StepTiming.Waits)
                ends |= !Follow(place, null);
        }

        return ends ? null : false;

        bool Follow(int place, string? by)
        {
            var lines = flow.Flow.Outbound[place].Select(line => flow.Flow.Lines[line])
                .Where(line => by is null || line.Port == by).ToList();
            foreach (var line in lines.Where(line => seen.Add(line.Target)))
                open.Enqueue(line.Target);
            return lines.Count > 0;
        }
    }

    private static bool Tells(Drawing drawing, ActivityNode node) => node.WithAll().Any(one =>
        Telling.Contains(one.Type) || one.UsesWorkflow is not null
        || (drawing.Known.Activities.TryGetValue(one.Type, out var known) && known.Tells));
}
