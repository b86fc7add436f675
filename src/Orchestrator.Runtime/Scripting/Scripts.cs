using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>JavaScript (Jint) and Liquid (Fluid) behind the engine's <see cref="Evaluate"/>, with limits on
/// statements, memory, recursion and time. Asks neither clock nor chance.</summary>
public static class Scripts
{
    public static Evaluation Evaluate(Question question)
    {
        var text = question.Expression.Value.AsText() ?? "";
        if (text.Length > ScriptLimits.Length)
        {
            return new Evaluation.Failed("RT204",
                $"表达式期望不超过{ScriptLimits.Length}个字符，实际{text.Length}个；请缩短。");
        }

        return question.Expression.Syntax switch
        {
            "JavaScript" => JavaScript.Evaluate(text, question),
            "Liquid" => LiquidExpression.Evaluate(text, question),
            var other => new Evaluation.Failed("RT202",
                $"期望JavaScript或Liquid表达式，实际是“{other}”；请在设计器中换一种表达式。"),
        };
    }

    /// <summary>What can be said about a script before it runs: null where it can be read.</summary>
    public static Problem? Check(string syntax, string text) => syntax switch
    {
        "JavaScript" => JavaScript.Check(text),
        "Liquid" => TextTemplate.Parse(text).Problem,
        _ => null,
    };

    /// <summary>Compiles what the first script would otherwise wait for, most of a second.</summary>
    public static void WarmUp()
    {
        Evaluate(Warm("JavaScript", "variables.a.map(x => x + getVariable('n')).filter(x => x > 1).join(`,`)"));
        Evaluate(Warm("Liquid", "{% for x in Variables.a %}{{ x | plus: 1 }}{% endfor %}"));
    }

    private static Question Warm(string syntax, string text) => new()
    {
        Expression = new Expression(syntax, Json.Of(text), null),
        Variables = Json.Nothing.Add("a", Json.Parse("[1,2,3]")).Add("n", Json.Of(1)),
        Input = Json.Nothing,
        Instance = default,
        Definition = new DefinitionVersion(new DefinitionId("warm-up"), 1),
        Now = DateTimeOffset.UnixEpoch,
        Seed = 1,
    };
}
