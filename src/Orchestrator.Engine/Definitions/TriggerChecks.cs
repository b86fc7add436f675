using System.Collections.Frozen;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// What is wrong with activities that are to start the workflow: it would wait for ever, and say nothing; or it would
/// start itself for ever.
/// </summary>
internal static class TriggerChecks
{
    private static readonly FrozenDictionary<string, string> Expected = new Dictionary<string, string>
    {
        ["Elsa.Event"] = "直接写明的事件名称",
        ["Elsa.Cron"] = "直接写明的Cron表达式（如 0 0 9 * * MON-FRI）",
        ["Elsa.Timer"] = "直接写明的间隔（1秒至3650天，如 01:00:00）",
        ["Elsa.StartAt"] = "直接写明的时刻（如 2026-05-27T01:00:00Z）",
        ["Elsa.HttpEndpoint"] = "直接写明的路径和方法（如 orders/{id}，POST）",
    }.ToFrozenDictionary();

    public static IEnumerable<Problem> Of(Drawing drawing) => Deaf(drawing).Concat(SelfMade(drawing));

    private static IEnumerable<Problem> Deaf(Drawing drawing) =>
        from drawn in drawing.Activities
        where drawn.Node.CanStartWorkflow && !IsWrittenCron(drawn.Node)
            && Trigger.Of(drawn.Node, drawing.Definition.Options.TimeZone) is null
        select new Problem("WF114", drawn.Path, Sentence(drawn.Node));

    /// <summary>What is wrong with one is said where the pattern, or the zone, is.</summary>
    private static bool IsWrittenCron(ActivityNode node) =>
        node.Type == "Elsa.Cron" && node.Inputs.GetValueOrDefault("cronExpression") is { Syntax: "Literal" };

    private static IEnumerable<Problem> SelfMade(Drawing drawing)
    {
        var heard = drawing.Definition.Triggers().OfType<Trigger.Event>().Select(trigger => trigger.Name).ToHashSet();
        return from drawn in drawing.Activities
               where drawn.Node.Type == "Elsa.PublishEvent"
               let name = Written(drawn.Node, "eventName")
               where name is not null && heard.Contains(name)
                   && !string.Equals(Written(drawn.Node, "isLocalEvent"), "true", StringComparison.OrdinalIgnoreCase)
               select new Problem("WF137", drawn.Path,
                   $"“{drawn.Node.Id}”发布的事件“{name}”正是启动本流程的事件，每运行一次就会再启动一次，可能没有尽头。"
                   + "请换一个事件名称，或确认有条件使它停下。", ProblemSeverity.Warning);
    }

    private static string? Written(ActivityNode node, string input) =>
        node.Inputs.GetValueOrDefault(input) is { Syntax: "Literal" } written ? written.Value.AsText() : null;

    private static string Sentence(ActivityNode node) => Expected.TryGetValue(node.Type, out var expected)
        ? $"“{node.Id}”（{node.Type}）设为流程的触发器，期望{expected}，实际没有；触发条件在发布时就要知道，不能由表达式算出。"
            + "请直接填写，或取消“Trigger workflow”。"
        : $"“{node.Id}”（{node.Type}）设为流程的触发器，但这种活动不会触发流程。"
            + $"请取消“Trigger workflow”，或改用{string.Join('、', Expected.Keys.Order(StringComparer.Ordinal))}。";
}
