using Orchestrator.Engine.Activities;

namespace Orchestrator.Engine.Definitions;

/// <summary>What is wrong with an activity by itself: its type, its id.</summary>
internal static class ActivityChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing) =>
        Types(drawing).Concat(Ids(drawing)).Concat(References(drawing));

    private static IEnumerable<Problem> Types(Drawing drawing)
    {
        foreach (var (node, path, _) in drawing.Activities)
        {
            if (node.UsesWorkflow is not null)
                continue;
            if (node.Type is "Elsa.RunCSharp" or "Elsa.RunPython")
                yield return new Problem("WF102", path,
                    $"“{node.Id}”运行{node.Type[8..]}脚本，本系统有意不允许：流程不得在服务器上运行任意代码。请改用 JavaScript。");
            else if (!ActivityTable.Known.Contains(node.Type) && !drawing.Known.Activities.ContainsKey(node.Type))
                yield return new Problem("WF101", path,
                    $"“{node.Id}”期望本系统有的活动类型，实际为“{node.Type}”。{Advice(node.Type, drawing)}");
        }
    }

    private static string Advice(string type, Drawing drawing)
    {
        if (NotRun(type) is { } reason)
            return reason;
        var nearest = Nearest.To(type, ActivityTable.Known.Concat(drawing.Known.Activities.Keys));
        return nearest is null ? "请删除该活动，换用工具箱中的活动。" : $"是否应为“{nearest}”？";
    }

    /// <summary>Elsa's own that are left out, each for its reason.</summary>
    private static string? NotRun(string type) => type switch
    {
        "Elsa.WriteFileHttpResponse" =>
            "文件不随请求的答复返回，答复可能在请求之后很久才写下；请用“HTTP Response”写下文件的编号或地址。",
        "Elsa.Inline" or "Elsa.ReadLine" => "这种活动在服务器上没有意义；请换用流程图中的活动。",
        _ => null,
    };

    private static IEnumerable<Problem> Ids(Drawing drawing) =>
        from same in drawing.Activities.GroupBy(drawn => drawn.Node.Id)
        where same.Count() > 1
        select new Problem("WF104", string.Join(", ", same.Select(drawn => drawn.Path)),
            $"活动标识“{same.Key}”期望在流程中只有一个，实际有{same.Count()}个。请删除多余的活动后重新放置。");

    private static IEnumerable<Problem> References(Drawing drawing) =>
        from drawn in drawing.Activities
        where drawn.Node.Type is "Elsa.DispatchWorkflow" or "Elsa.ExecuteWorkflow" or "Elsa.BulkDispatchWorkflows"
        let target = drawn.Node.Inputs.GetValueOrDefault("workflowDefinitionId")
        where target is { Syntax: "Literal" }
        let id = target.Value.AsText()
        where !string.IsNullOrEmpty(id) && !drawing.Known.HasDefinition(new DefinitionId(id))
        select new Problem("WF110", drawn.Path,
            $"“{drawn.Node.Id}”要启动的流程“{id}”不存在。请先导入该流程，或改选已有的流程。");
}
