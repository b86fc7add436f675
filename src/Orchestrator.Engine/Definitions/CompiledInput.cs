using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Activities;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>An input that is evaluated before its activity runs.</summary>
/// <param name="Name">PascalCase.</param>
/// <param name="Expression">As drawn, of the type that the input wants; the default where it is not set.</param>
internal readonly record struct CompiledInput(string Name, Expression Expression)
{
    /// <summary>The inputs that are drawn, and the defaults of those that are not.</summary>
    public static ImmutableArray<CompiledInput> Of(ActivityNode node)
    {
        var known = InputTable.Of(node.Type);
        var drawn = node.Inputs.Where(input => !InputTable.IsLazy(node.Type, input.Key))
            .Select(input => new CompiledInput(
                ForeignJson.PascalCase(input.Key), Ready(Typed(input.Value, known, input.Key))));
        var defaults = known.Where(input => input.Default is not null && !node.Inputs.ContainsKey(input.Name))
            .Select(input => new CompiledInput(
                ForeignJson.PascalCase(input.Name),
                Ready(new Expression("Literal", input.Default!.Value, input.TypeName))));
        return [.. drawn.OrderBy(input => input.Name, StringComparer.Ordinal), .. defaults];
    }

    /// <summary>
    /// An input of Elsa's has its own type, whatever the designer wrote beside it. A structure that is written for one
    /// that takes anything is its text.
    /// </summary>
    private static Expression Typed(Expression drawn, ImmutableArray<KnownInput> known, string name)
    {
        if (known.FirstOrDefault(input => input.Name == name) is not { } one)
            return drawn;
        return one.TypeName == "Object" && drawn.Syntax is "Object" or "Literal"
            && drawn.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String
            && !string.IsNullOrWhiteSpace(drawn.Value.AsText())
                ? new Expression("Literal", Json.Of(drawn.Value.AsText()), one.TypeName)
                : drawn with { TypeName = one.TypeName };
    }

    /// <summary>What is written is converted once; what cannot be is an incident where it runs.</summary>
    private static Expression Ready(Expression typed) =>
        typed.Syntax == "Literal" && Conversion.TryTo(typed.Value, typed.TypeName, out var converted)
            ? typed with { Value = converted, TypeName = null }
            : typed;
}
