namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Children that no run comes to although lines lead there, and joins whose branches never meet.</summary>
internal static class NeverRunChecks
{
    /// <summary>Names of the children behind one that is told with it.</summary>
    private const int MostNamed = 8;

    public static IEnumerable<ActivityId> NeverRun(FlowProof proof) => Missing(proof)
        .Select(place => proof.Flowchart.Node.Children[place].Id);

    public static IEnumerable<Problem> Of(FlowProof proof)
    {
        foreach (var place in Missing(proof))
        {
            // What only follows another such child is named with that one.
            var lines = Into(proof, place).Where(line => proof.HasRun(proof.Flow.Lines[line].Source)).ToList();
            if (lines.Count == 0)
                continue;
            var followed = lines.Where(proof.WasFollowed).ToList();
            var possible = lines.Where(line => CanCome(proof, proof.Flow.Lines[line])).ToList();
            yield return possible.Count == 0 ? NoOutcome(proof, place, lines)
                : followed.Count > 0 && proof.Runs[0].Rules.NeedsAll(place) ? NeverTogether(proof, place, followed[0])
                : AlwaysEnded(proof, place, possible[0]);
        }
    }

    private static IEnumerable<int> Missing(FlowProof proof) => proof.IsComplete
        ? Enumerable.Range(0, proof.Steps.Length).Where(place => !proof.HasRun(place))
        : [];

    private static IEnumerable<int> Into(FlowProof proof, int place) =>
        Enumerable.Range(0, proof.Flow.Lines.Length).Where(line => proof.Flow.Lines[line].Target == place);

    private static bool CanCome(FlowProof proof, FlowLine line) =>
        proof.Steps[line.Source].Completions.Any(outcomes => outcomes.Contains(line.Port));

    private static Problem NoOutcome(FlowProof proof, int place, List<int> lines)
    {
        var line = proof.Flow.Lines[lines.MinBy(one => proof.To(proof.Flow.Lines[one].Source).Length)];
        return new Problem("WF130", Where(proof, line.Source, place),
            $"{Name(proof, place)}永远不会运行：只有{Name(proof, line.Source)}出现结果“{line.Port}”才会走到，"
            + $"而它不会有这个结果。请改接连线，或删除该活动。{Behind(proof, place)}", ProblemSeverity.Warning);
    }

    private static Problem AlwaysEnded(FlowProof proof, int place, int line)
    {
        var source = proof.Flow.Lines[line].Source;
        return new Problem("WF130", Where(proof, source, place),
            $"{Name(proof, place)}永远不会运行：虽然{Name(proof, source)}会走到它，但每次轮到它之前流程已经结束或该路已被取消。"
            + $"请先汇合再结束，或删除该活动。{Behind(proof, place)}");
    }

    private static Problem NeverTogether(FlowProof proof, int place, int followed)
    {
        var run = proof.Runs.First(one => one.Exploration.Trail.WasFollowed(followed));
        var (one, other) = Apart(run, place, followed);
        var (left, right) = (proof.Flow.Lines[one], proof.Flow.Lines[other]);
        var why = proof.WasFollowed(other)
            ? $"来自{Name(proof, left.Source)}（{left.Port}）和{Name(proof, right.Source)}（{right.Port}）的两路不会同时到达"
            : $"来自{Name(proof, right.Source)}（{right.Port}）的一路永远不会到达";
        return new Problem("WF131",
            $"{Where(proof, left.Source, place)}；{Where(proof, right.Source, place)}",
            $"{Name(proof, place)}要等各路都到齐，但{why}，它永远不会运行。"
            + $"请改汇合方式（如 WaitAllActive），或改接连线。{Behind(proof, place)}");
    }

    /// <summary>Two lines of a join that nothing ever comes over at one time.</summary>
    private static (int One, int Other) Apart(FlowRun run, int place, int followed)
    {
        var trail = run.Exploration.Trail;
        var awaited = run.Rules.Awaited(place);
        var never = awaited.Where(line => !trail.WasFollowed(line)).ToList();
        if (never.Count > 0)
            return (followed, never[0]);
        var pairs = from one in awaited from other in awaited where one < other select (one, other);
        return pairs.OrderBy(pair => trail.HaveMet(pair.one, pair.other)).First();
    }

    private static string Where(FlowProof proof, int source, int place) =>
        $"{proof.Flowchart.Path} {Names.Path(proof.Flowchart, proof.To(source).Append(place))}";

    private static string Name(FlowProof proof, int place) => Names.Of(proof.Flowchart.Node.Children[place]);

    /// <summary>Children that only this one leads to, as far as they never run either.</summary>
    private static string Behind(FlowProof proof, int place)
    {
        var behind = new HashSet<int> { place };
        var open = new Stack<int>(behind);
        while (open.TryPop(out var next))
        {
            foreach (var target in proof.Flow.Outbound[next].Select(line => proof.Flow.Lines[line].Target))
            {
                if (!proof.HasRun(target) && behind.Add(target))
                    open.Push(target);
            }
        }

        behind.Remove(place);
        return behind.Count == 0 ? ""
            : $"它后面的{string.Join('、', behind.Order().Take(MostNamed).Select(one => Name(proof, one)))}"
                + $"{(behind.Count > MostNamed ? $"等{behind.Count}步" : "")}也不会运行。";
    }
}
