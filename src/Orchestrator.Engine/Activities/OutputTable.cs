using System.Collections.Frozen;

namespace Orchestrator.Engine.Activities;

/// <summary>Outputs of Elsa's activities, by PascalCase name. An activity of the house has a Result.</summary>
internal static class OutputTable
{
    private static readonly string[] OnlyResult = ["Result"];

    private static readonly FrozenDictionary<string, string[]> Outputs = new Dictionary<string, string[]>
    {
        ["Elsa.If"] = OnlyResult,
        ["Elsa.For"] = ["CurrentValue"],
        ["Elsa.ForEach"] = ["CurrentValue"],
        ["Elsa.Event"] = OnlyResult,
        ["Elsa.RunTask"] = ["Result", "TaskId"],
        ["Elsa.RunJavaScript"] = OnlyResult,
        ["Elsa.DispatchWorkflow"] = OnlyResult,
        ["Elsa.ExecuteWorkflow"] = OnlyResult,
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> Of(string type) =>
        Outputs.GetValueOrDefault(type, type.StartsWith("Elsa.", StringComparison.Ordinal) ? [] : OnlyResult);
}
