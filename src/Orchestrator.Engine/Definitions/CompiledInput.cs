using System.Collections.Immutable;
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

    /// <summary>The designer leaves the type open at the first edit; the input's own type is meant then.</summary>
    private static Expression Typed(Expression drawn, ImmutableArray<KnownInput> known, string name) =>
        drawn.TypeName is null && known.FirstOrDefault(input => input.Name == name) is { } one
            ? drawn with { TypeName = one.TypeName }
            : drawn;

    /// <summary>What is written is converted once; what cannot be is an incident where it runs.</summary>
    private static Expression Ready(Expression typed) =>
        typed.Syntax == "Literal" && Conversion.TryTo(typed.Value, typed.TypeName, out var converted)
            ? typed with { Value = converted, TypeName = null }
            : typed;
}
