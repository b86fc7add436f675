namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>The same of containers that are no flowchart: what stands behind an end, a loop that nothing leaves.
/// </summary>
internal static class ContainerChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing, Steps steps) =>
        drawing.Activities.Index().SelectMany(one => one.Item.Node.Type switch
        {
            "Elsa.Sequence" => Behind(one.Item, [.. steps.Inside(one.Index).Select(index => steps[index])]),
            "Elsa.While" => Endless(one.Item, [.. steps.Inside(one.Index).Select(index => steps[index])]),
            _ => [],
        });

    private static IEnumerable<Problem> Behind(Drawn sequence, List<Step> steps)
    {
        var last = steps.FindIndex(step => !step.Completes);
        if (last < 0 || last == steps.Count - 1)
            yield break;
        yield return new Problem("WF130",
            $"{sequence.Path} {Names.Path(sequence, Enumerable.Range(0, last + 2))}",
            $"{Names.Of(sequence.Node.Children[last + 1])}永远不会运行：它前面的"
            + $"{Names.Of(sequence.Node.Children[last])}总是结束流程、循环或成为故障。请调整顺序，或删除该活动。");
    }

    private static IEnumerable<Problem> Endless(Drawn loop, List<Step> inside)
    {
        var always = Completions.Truth(loop.Node.Inputs.GetValueOrDefault("condition")) == true;
        if (always && !inside.Exists(step => step.Leaves || step.Faults))
            yield return new Problem("WF132", loop.Path,
                $"{Names.Of(loop.Node)}的条件总是成立，循环中又没有“Break”或“Finish”，流程永远不会结束。"
                + "请改条件，或在循环中加入“Break”。");
    }
}
