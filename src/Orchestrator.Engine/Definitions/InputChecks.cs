using System.Collections.Frozen;
using System.Text.Json;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>What is wrong with inputs: a language that cannot run, a required one that is not set.</summary>
internal static class InputChecks
{
    private static readonly FrozenSet<string> Languages =
        FrozenSet.Create("Literal", "Object", "Variable", "Input", "JavaScript", "Liquid");

    private static readonly FrozenDictionary<string, string[]> Required = new Dictionary<string, string[]>
    {
        ["Elsa.Event"] = ["eventName"],
        ["Elsa.PublishEvent"] = ["eventName"],
        ["Elsa.StartAt"] = ["dateTime"],
        ["Elsa.Cron"] = ["cronExpression"],
        ["Elsa.RunTask"] = ["taskName"],
        ["Elsa.SetVariable"] = ["variable"],
        ["Elsa.DispatchWorkflow"] = ["workflowDefinitionId"],
        ["Elsa.ExecuteWorkflow"] = ["workflowDefinitionId"],
        ["Elsa.BulkDispatchWorkflows"] = ["workflowDefinitionId", "items"],
        ["Elsa.SendHttpRequest"] = ["url"],
        ["Elsa.FlowSendHttpRequest"] = ["url"],
        ["Elsa.DownloadHttpFile"] = ["url"],
        ["Elsa.HttpEndpoint"] = ["path"],
        ["Elsa.SendEmail"] = ["to", "subject"],
    }.ToFrozenDictionary();

    public static IEnumerable<Problem> Of(Drawing drawing) => drawing.Activities.SelectMany(drawn =>
        Syntaxes(drawn).Concat(Unset(drawing, drawn)).Concat(Unknown(drawing, drawn)));

    private static IEnumerable<Problem> Syntaxes(Drawn drawn)
    {
        var inputs = drawn.Node.Inputs.Select(input => ($"{drawn.Path}.{input.Key}", input.Value))
            .Concat(drawn.Node.Cases.Select(one => ($"{drawn.Path}.cases[{one.Label}]", one.Condition)));
        return from input in inputs
               let syntax = input.Item2.Syntax
               where !Languages.Contains(syntax)
               select new Problem("WF102", input.Item1, Refused(drawn.Node, syntax));
    }

    private static string Refused(ActivityNode node, string syntax) =>
        syntax is "CSharp" or "C#" or "Python"
            ? $"“{node.Id}”的表达式用{syntax}写成，本系统有意不允许：流程不得在服务器上运行任意代码。请改用 JavaScript 或 Liquid。"
            : $"“{node.Id}”的表达式期望 {string.Join('、', Languages.Order())} 之一，实际为“{syntax}”。请在设计器中改选语言。";

    private static IEnumerable<Problem> Unset(Drawing drawing, Drawn drawn)
    {
        var required = Required.GetValueOrDefault(drawn.Node.Type, []).AsEnumerable();
        if (drawing.Known.Activities.TryGetValue(drawn.Node.Type, out var known))
            required = known.Inputs.Where(input => input.Value).Select(input => input.Key);
        return from name in required.Order(StringComparer.Ordinal)
               where IsUnset(drawn.Node.Inputs.GetValueOrDefault(name))
               select new Problem("WF105", $"{drawn.Path}.{name}",
                   $"“{drawn.Node.Id}”（{drawn.Node.Type}）的必填项“{name}”没有填写。请在设计器中填写。");
    }

    private static IEnumerable<Problem> Unknown(Drawing drawing, Drawn drawn) =>
        drawing.Known.Activities.TryGetValue(drawn.Node.Type, out var known)
            ? from name in drawn.Node.Inputs.Keys.Order(StringComparer.Ordinal)
              where !known.Inputs.ContainsKey(name)
              select new Problem("WF112", $"{drawn.Path}.{name}",
                  $"“{drawn.Node.Id}”（{drawn.Node.Type}）没有名为“{name}”的输入，填写的内容不会起作用。请检查拼写。",
                  ProblemSeverity.Warning)
            : [];

    private static bool IsUnset(Expression? input) =>
        input is null || input.Value.IsNull()
        || (input.Value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(input.Value.GetString()));
}
