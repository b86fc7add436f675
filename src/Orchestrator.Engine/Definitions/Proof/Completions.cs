using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions.Proof;

/// <summary>Every set of outcomes with which an activity that is no container can complete.</summary>
internal static class Completions
{
    /// <summary>Names of which every combination is looked at; of more, each alone and all together.</summary>
    private const int MostCombined = 5;

    private static readonly ImmutableArray<ImmutableArray<string>> Done = [["Done"]];

    /// <param name="drawing">Knows the outcomes of each type.</param>
    /// <param name="node">The activity.</param>
    /// <param name="ports">Ports that lines leave it by: of outcomes that nobody can name, these are looked at.</param>
    public static ImmutableArray<ImmutableArray<string>> Of(
        Drawing drawing, ActivityNode node, ImmutableArray<string> ports) => node.Type switch
        {
            "Elsa.FlowDecision" => Truth(node.Inputs.GetValueOrDefault("condition")) is { } known
                ? [[known ? "True" : "False"]]
                : [["True"], ["False"]],
            "Elsa.FlowSwitch" => OfSwitch(node),
            "Elsa.FlowFork" => drawing.Outcomes(node) is { } branches ? [branches] : Combined(ports),
            "Elsa.RunJavaScript" => drawing.Outcomes(node) is { } chosen
                ? [.. Combined(chosen), .. Done]
                : [.. Combined(ports), .. Done],
            "Elsa.BulkDispatchWorkflows" => [["Completed", "Done"]],
            _ when drawing.Outcomes(node) is { } outcomes => Each(outcomes),
            _ => ports.IsEmpty ? Done : Each(ports),
        };

    /// <summary>What a condition always is; null where it depends. One that is not written yet depends.</summary>
    public static bool? Truth(Expression? condition) => condition is { Syntax: "Literal" } written
        && !written.Value.IsNull() && Conversion.TryTo(written.Value, "Boolean", out var value)
            ? value.ValueKind == JsonValueKind.True
            : null;

    private static ImmutableArray<ImmutableArray<string>> OfSwitch(ActivityNode node)
    {
        ImmutableArray<string> labels = [.. node.Cases.Select(one => one.Label).Distinct()];
        var first = node.Inputs.GetValueOrDefault("mode") is not { } mode
            || (mode.Syntax == "Literal" && mode.Value.AsText() is null or "" or "MatchFirst");
        return [.. first ? Each(labels) : Combined(labels), ["Default"]];
    }

    private static ImmutableArray<ImmutableArray<string>> Each(ImmutableArray<string> names) =>
        [.. names.Select(name => ImmutableArray.Create(name))];

    private static ImmutableArray<ImmutableArray<string>> Combined(ImmutableArray<string> names) =>
        names.Length > MostCombined
            ? [.. Each(names), names]
            :
            [
                .. from chosen in Enumerable.Range(1, (1 << names.Length) - 1)
                   select names.Where((_, index) => (chosen >> index & 1) == 1).ToImmutableArray(),
            ];
}
