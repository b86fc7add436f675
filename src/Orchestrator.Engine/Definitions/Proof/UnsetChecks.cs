namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>
/// Variables without a value to begin with that a child of the outermost flowchart reads on a way on which nothing has
/// set them. Only names that are written out count, and nobody who asks first whether there is a value.
/// </summary>
internal static class UnsetChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing, Steps steps)
    {
        if (steps.Flows.FirstOrDefault() is not { IsComplete: true, Flowchart.Parent: < 0 } proof)
            return [];
        return drawing.Definition.Variables.Concat(proof.Flowchart.Node.Variables)
            .Where(variable => variable.DefaultValue is null)
            .SelectMany(variable => Of(proof, variable));
    }

    private static IEnumerable<Problem> Of(FlowProof proof, Variable variable)
    {
        var (children, use) = (proof.Flowchart.Node.Children, new VariableUse(variable));
        var readers = Enumerable.Range(0, children.Length).Where(place => use.Reads(children[place])).ToList();
        if (readers.Count == 0)
            yield break;
        var unset = UnsetWays.Of(proof, place => use.Sets(children[place]));
        foreach (var reader in readers.Where(unset.Reaches))
            yield return new Problem("WF136",
                $"{proof.Flowchart.Path} {Names.Path(proof.Flowchart, unset.To(reader))}",
                $"{Names.Of(children[reader])}读取变量“{variable.Name}”，但按这条路径走来时还没有任何活动给它赋值，读到的是空值。"
                + "请给变量一个默认值，或先赋值再读取。", ProblemSeverity.Warning);
    }
}

/// <summary>Children of a flowchart that can begin before any setter has, and the ways to them.</summary>
internal sealed class UnsetWays
{
    private readonly FlowProof proof;
    private readonly Func<int, bool> isSetter;

    /// <summary>Each with the one before it; −1 for a start.</summary>
    private readonly Dictionary<int, int> came = [];

    private UnsetWays(FlowProof proof, Func<int, bool> isSetter) => (this.proof, this.isSetter) = (proof, isSetter);

    public static UnsetWays Of(FlowProof proof, Func<int, bool> isSetter)
    {
        var ways = new UnsetWays(proof, isSetter);
        var open = new Queue<int>();
        foreach (var start in proof.Runs.Select(run => run.Start))
        {
            if (ways.came.TryAdd(start, -1))
                open.Enqueue(start);
        }

        while (open.TryDequeue(out var place))
        {
            foreach (var next in ways.Behind(place).Where(next => ways.came.TryAdd(next, place)))
                open.Enqueue(next);
        }

        return ways;
    }

    public bool Reaches(int place) => came.ContainsKey(place);

    public IEnumerable<int> To(int place)
    {
        var way = new List<int>();
        for (var at = place; at >= 0; at = came[at])
            way.Add(at);
        return Enumerable.Reverse(way);
    }

    private List<int> Behind(int place) => isSetter(place)
        ? []
        : [.. proof.Flow.Outbound[place].Where(proof.WasFollowed).Select(line => proof.Flow.Lines[line].Target)
            .Where(target => !Reaches(target) && IsUnsetAt(target))];

    /// <summary>Of a join, all branches must come without a setter.</summary>
    private bool IsUnsetAt(int target)
    {
        var rules = proof.Runs[0].Rules;
        return !rules.NeedsAll(target) || rules.Awaited(target).Where(proof.WasFollowed)
            .Select(line => proof.Flow.Lines[line].Source).All(source => Reaches(source) && !isSetter(source));
    }
}
