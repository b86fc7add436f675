using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>One JavaScript expression in an engine of its own; nothing survives from one to the next.</summary>
internal static class JavaScript
{
    private static readonly ConcurrentDictionary<string, Prepared<Script>> Parsed = new();

    public static Evaluation Evaluate(Question question, string text)
    {
        try
        {
            var host = new ScriptHost(question);
            var engine = Made(question);
            host.Offer(engine);
            var result = engine.Evaluate(Prepare(text));
            return new Evaluation.Value(ScriptValues.ToJson(engine, result), host.Changes());
        }
        catch (Exception failure) when (Reason(failure) is { } reason)
        {
            return new Evaluation.Failed("RT201", $"脚本出错：{reason} 脚本为“{Shown(text)}”。");
        }
    }

    private static Prepared<Script> Prepare(string text)
    {
        if (Parsed.TryGetValue(text, out var known))
            return known;
        if (Parsed.Count >= ScriptLimits.KeptParsed)
            Parsed.Clear();
        return Parsed.GetOrAdd(text, Jint.Engine.PrepareScript(text));
    }

    /// <summary>Time and chance of a script are those of the turn, so that a replay gives the same answer.</summary>
    private static Jint.Engine Made(Question question)
    {
        var engine = new Jint.Engine(options =>
        {
            options.TimeoutInterval(ScriptLimits.Time)
                .LimitMemory(ScriptLimits.MemoryBytes)
                .MaxStatements(ScriptLimits.Statements)
                .LimitRecursion(ScriptLimits.Recursion)
                .RegexTimeoutInterval(ScriptLimits.RegularExpression)
                .Culture(CultureInfo.InvariantCulture);
            options.TimeSystem = new PinnedTime(question.Now);
        });
        var chance = new SeededChance(question.Seed);
        engine.GetValue("Math").AsObject().Set("random", JsValue.FromObject(engine, () => chance.Next()));
        return engine;
    }

    /// <summary>A sentence for what a script can do wrong; null for what is our own mistake.</summary>
    private static string? Reason(Exception failure) => failure switch
    {
        StatementsCountOverflowException => $"执行超过{ScriptLimits.Statements}步，是否有不结束的循环？",
        MemoryLimitExceededException => $"占用内存超过{ScriptLimits.MemoryBytes}字节。",
        RecursionDepthOverflowException => $"嵌套调用超过{ScriptLimits.Recursion}层。",
        TimeoutException => $"执行超过{ScriptLimits.Time.TotalSeconds}秒。",
        JintException or InvalidCastException or NotSupportedException or InvalidOperationException
            or ArgumentException or FormatException or JsonException or OutOfMemoryException
            or OverflowException => failure.Message.TrimEnd('.') + "。",
        _ => null,
    };

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
