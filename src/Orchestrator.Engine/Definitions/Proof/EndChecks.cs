namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Ways that come to no end: a loop that nothing leaves, a join that waits for what cannot come.</summary>
internal static class EndChecks
{
    public static IEnumerable<(FlowRun Run, DeadEnd End)> DeadEnds(FlowProof proof) => proof.IsComplete
        ? proof.Runs.SelectMany(run => run.DeadEnds().Select(end => (run, end)))
        : [];

    public static IEnumerable<Problem> Of(FlowProof proof)
    {
        if (!proof.IsComplete)
            yield return new Problem("WF135", proof.Flowchart.Path,
                $"{Names.Of(proof.Flowchart.Node)}同时进行的分支太多，可能的情形超过{Exploration.MostMarkings}种，"
                + "没有逐一验证，只检查了连线。请把部分分支做成子流程。", ProblemSeverity.Warning);
        foreach (var (run, end) in DeadEnds(proof).Where(one => !IsBusyCircle(proof, one.End)))
            yield return end.Stands is { } stands ? Standing(proof, run, stands) : Round(proof, run, end);
    }

    /// <summary>WF107 says it already: nothing waits there and nothing decides.</summary>
    private static bool IsBusyCircle(FlowProof proof, DeadEnd end) => end.Stands is null
        && end.Loop.All(place => proof.Steps[place] is { IsBusy: true, Completions.Length: 1 });

    private static Problem Round(FlowProof proof, FlowRun run, DeadEnd end)
    {
        var trail = run.Exploration.Trail;
        var first = end.Loop.MinBy(place => trail.To(place).Length);
        var at = end.Loop.IndexOf(first);
        var round = end.Loop.Skip(at).Concat(end.Loop.Take(at)).Append(first).ToList();
        var way = trail.To(first).SkipLast(1).Concat(round);
        return new Problem("WF132", $"{proof.Flowchart.Path} {Names.Path(proof.Flowchart, way)}",
            $"走到{Names.Of(proof.Flowchart.Node.Children[first])}以后，流程只能在"
            + $"“{Names.Path(proof.Flowchart, round)}”中循环，无论怎样办理都不会结束。"
            + "请从其中一步接出通往结束的连线，或改正不会出现的结果。");
    }

    private static Problem Standing(FlowProof proof, FlowRun run, Marking stands)
    {
        var line = Enumerable.Range(0, proof.Flow.Lines.Length).First(stands.Flag);
        var (source, target) = (proof.Flow.Lines[line].Source, proof.Flow.Lines[line].Target);
        var awaited = run.Rules.Awaited(target).Where(other => !stands.Flag(other))
            .Select(other => Names.Of(proof.Flowchart.Node.Children[proof.Flow.Lines[other].Source])).Distinct();
        var way = run.Exploration.Trail.To(source).Append(target);
        return new Problem("WF132", $"{proof.Flowchart.Path} {Names.Path(proof.Flowchart, way)}",
            $"流程可能停在{Names.Of(proof.Flowchart.Node.Children[target])}之前，永远不结束：来自"
            + $"{Names.Of(proof.Flowchart.Node.Children[source])}的一路已经到达，它还在等"
            + $"{string.Join('、', awaited)}，而那一路这时不会再来。请改汇合方式，或让各路都能到达。");
    }
}
