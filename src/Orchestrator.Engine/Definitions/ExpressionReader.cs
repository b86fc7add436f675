using System.Text.Json;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>Reads what the author wrote into an input.</summary>
internal sealed class ExpressionReader(ProblemLog problems)
{
    /// <summary>True for <c>{"typeName", "expression" | "memoryReference"}</c>: an input or a bound output.</summary>
    public static bool IsWrapped(JsonElement member) =>
        member.ValueKind == JsonValueKind.Object &&
        Has(member, "expression", "Expression", "memoryReference", "MemoryReference");

    private static bool Has(JsonElement member, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (member.TryGetProperty(name, out _))
                return true;
        }

        return false;
    }

    /// <summary>The expression of a wrapped input; null when it is not set.</summary>
    public Expression? ReadWrapped(JsonElement wrapped, string where) =>
        wrapped.Member("expression") is { } expression ? Read(expression, wrapped.Text("typeName"), where) : null;

    /// <summary>A bare <c>{"type", "value"}</c>.</summary>
    public Expression? Read(JsonElement expression, string? typeName, string where)
    {
        if (expression.Text("type") is not { } syntax)
        {
            problems.Error("WF003", where,
                $"期望表达式 {{\"type\", \"value\"}}，实际为 {MemberReader.Shown(expression)}。请在设计器中重新填写该输入。");
            return null;
        }

        var value = expression.Member("value") ?? ForeignJson.Null;
        return syntax switch
        {
            // Elsa's older name for the same syntax.
            "Json" => new Expression("Object", value, typeName),
            "Variable" or "Input" => new Expression(syntax, Reference(value, where), typeName),
            _ => new Expression(syntax, value, typeName),
        };
    }

    /// <summary>
    /// Studio sends the referenced variable or input as JSON text, a server returns it as an object: here it is an
    /// object. What cannot be read means null in Elsa; we say so, because nobody means it.
    /// </summary>
    private JsonElement Reference(JsonElement value, string where)
    {
        var reference = value.ValueKind == JsonValueKind.String ? ForeignJson.TryParse(value.GetString() ?? "") : value;
        if (reference is { ValueKind: JsonValueKind.Object or JsonValueKind.Null } readable)
            return readable;
        problems.Warning("WF008", where,
            $"期望引用一个变量或输入，实际为 {MemberReader.Shown(value)}，运行时其值为空。请在设计器中重新选择。");
        return ForeignJson.Null;
    }
}
