using System.Globalization;

namespace Orchestrator.Engine.Definitions;

/// <summary>What is wrong with workflows that are used as activities.</summary>
internal static class UsedWorkflowChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing)
    {
        var isEndless = UsedWorkflows.IsEndless(drawing.Definition, drawing.Known.Used);
        foreach (var drawn in drawing.Activities)
        {
            if (drawn.Node.UsesWorkflow is not { } version)
                continue;
            if (drawing.Known.Used(version) is not { } used)
                yield return Missing(drawn, version);
            else if (isEndless)
                yield return new Problem("WF118", drawn.Path,
                    $"“{drawn.Node.Id}”使用的流程“{version.Definition}”使流程直接或间接地使用自己，会无穷无尽。请去掉其中一处。");
            else if (!used.Options.UsableAsActivity)
                yield return new Problem("WF109", drawn.Path,
                    $"“{drawn.Node.Id}”把流程“{version.Definition}”第{version.Version}版当作活动使用，但该版本没有设为可当作活动使用。"
                    + "请在那个流程的设置中选中“Usable as activity”并重新发布，再改用新版本；或改用“Execute Workflow”。");
            else
                foreach (var problem in Inputs(drawn, used))
                    yield return problem;
        }

        if (!isEndless && TooMany(drawing) is { } tooMany)
            yield return tooMany;
    }

    private static Problem Missing(Drawn drawn, DefinitionVersion version) => new("WF119", drawn.Path,
        $"“{drawn.Node.Id}”把流程“{version.Definition}”第{version.Version}版当作活动使用，但没有发布过这一版。"
        + "请先发布该流程，或改选已发布的版本。");

    private static IEnumerable<Problem> Inputs(Drawn drawn, WorkflowDefinition used)
    {
        var known = used.Inputs.Select(input => ForeignJson.CamelCase(input.Name)).ToHashSet();
        return from name in drawn.Node.Inputs.Keys.Order(StringComparer.Ordinal)
               where !known.Contains(name)
               select new Problem("WF112", $"{drawn.Path}.{name}",
                   $"“{drawn.Node.Id}”使用的流程“{used.Id}”没有名为“{name}”的输入，填写的内容不会起作用。请检查拼写。",
                   ProblemSeverity.Warning);
    }

    private static Problem? TooMany(Drawing drawing)
    {
        var size = UsedWorkflows.Size(drawing.Definition, drawing.Known.Used, []);
        if (size <= DefinitionLimits.Activities)
            return null;
        return new Problem("WF121", drawing.Definition.Id.Value, string.Create(CultureInfo.InvariantCulture,
            $"连同所使用的流程，期望不超过{DefinitionLimits.Activities}个活动，实际为{size}个。请改用“Execute Workflow”启动子流程。"));
    }
}
