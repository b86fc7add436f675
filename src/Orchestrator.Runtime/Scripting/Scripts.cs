using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>
/// JavaScript (Jint) and Liquid (Fluid) behind the engine's <see cref="Evaluate"/>, with limits on statements, memory,
/// recursion and time. A pure function of its question: time and chance come with it.
/// </summary>
public static class Scripts
{
    public static Evaluation Evaluate(Question question)
    {
        var text = question.Expression.Value.AsText() ?? "";
        return text.Length > ScriptLimits.Characters
            ? new Evaluation.Failed("RT202",
                $"表达式期望不超过{ScriptLimits.Characters}个字符，实际为{text.Length}个；请简化。")
            : question.Expression.Syntax switch
            {
                "JavaScript" => JavaScript.Evaluate(question, text),
                "Liquid" => Liquid.Evaluate(question, text),
                var other => new Evaluation.Failed("RT203", $"表达式语言“{other}”不能运行；可用 JavaScript 和 Liquid。"),
            };
    }

    /// <summary>The first evaluation costs most of a second of compilation: pay it at start.</summary>
    public static void WarmUp()
    {
        foreach (var (syntax, text) in (ReadOnlySpan<(string, string)>)
            [("JavaScript", "getInput('x')"), ("Liquid", "{{ Input.x }}")])
        {
            Evaluate(new Question
            {
                Expression = new Expression(syntax, Json.Of(text), null),
                Variables = Json.Nothing,
                Input = Json.Nothing,
                Outputs = ImmutableDictionary<string, ImmutableDictionary<string, JsonElement>>.Empty,
                Instance = default,
                Definition = default,
                Now = DateTimeOffset.UnixEpoch,
                Seed = 1,
            });
        }
    }
}
