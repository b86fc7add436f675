using System.Globalization;
using System.Text.RegularExpressions;
using Jint;
using Jint.Runtime;
using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>One script, one fresh engine: nothing of a script outlives it but its answer and its changes.</summary>
internal static class JavaScript
{
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");

    public static Evaluation Evaluate(string text, Question question)
    {
        try
        {
            var script = PreparedScript.Of(text);
            using var engine = new Jint.Engine(options => Limit(options, question.Now));
            var world = new ScriptWorld(engine, question);
            world.Furnish(script);
            var result = ScriptValues.Out(engine.Evaluate(script.Script).UnwrapIfPromise());
            return new Evaluation.Value(result, world.Changes());
        }
        catch (Exception failure) when (FailureOf(failure) is { } failed)
        {
            return failed;
        }
    }

    public static Problem? Check(string text)
    {
        try
        {
            return PreparedScript.Of(text).EndlessLoop is { } line
                ? new Problem("RT204", "JavaScript",
                    $"表达式第{line}行的循环期望会结束，实际条件恒真，也没有break、return或throw；请改写条件。")
                : null;
        }
        catch (ScriptPreparationException failure)
        {
            return new Problem("RT202", "JavaScript", Unreadable(failure));
        }
    }

    private static void Limit(Options options, DateTimeOffset now)
    {
        options.TimeoutInterval(ScriptLimits.WallClock)
            .LimitMemory(ScriptLimits.Bytes)
            .MaxStatements(ScriptLimits.Statements)
            .LimitRecursion(ScriptLimits.Recursion)
            .MaxArraySize(ScriptLimits.ArrayElements)
            .RegexTimeoutInterval(ScriptLimits.OneRegex)
            .MaxJsonParseDepth(ScriptLimits.AnswerDepth)
            .DisableStringCompilation()
            .Culture(Chinese);
        options.TimeSystem = new ScriptClock(now);
        options.TimeZone = ScriptClock.Zone;
        options.AgentCanSuspend = false;
        options.Constraints.StackOverflowGuard = true;
        options.Constraints.PromiseTimeout = ScriptLimits.OneRegex;
    }

    private static Evaluation.Failed? FailureOf(Exception failure) => failure switch
    {
        ScriptPreparationException unreadable => new("RT202", Unreadable(unreadable)),
        StatementsCountOverflowException => Limited($"语句数期望不超过{ScriptLimits.Statements}，是否有不会结束的循环"),
        MemoryLimitExceededException or OutOfMemoryException => Limited("占用的内存过多"),
        RecursionDepthOverflowException or InsufficientExecutionStackException =>
            Limited($"函数互相调用期望不超过{ScriptLimits.Recursion}层"),
        RegexMatchTimeoutException => Limited("一个正则表达式用时过长"),
        TimeoutException or ExecutionCanceledException => Limited($"用时期望不超过{ScriptLimits.WallClock.TotalSeconds}秒"),
        ScriptRefusedException refused => new("RT205", $"表达式的{refused.Message}；请让它只返回需要的内容。"),
        JavaScriptException thrown => new("RT203",
            $"表达式运行出错：{Short(thrown.Message)}（第{thrown.Location.Start.Line}行）；请检查变量名和拼写。"),
        JintException or InvalidOperationException or InvalidCastException or ArgumentException or OverflowException
            or NotSupportedException or FormatException or NullReferenceException or IndexOutOfRangeException =>
            new("RT203", $"表达式运行出错：{Short(failure.Message)}；请检查该表达式。"),
        _ => null,
    };

    private static Evaluation.Failed Limited(string what) => new("RT204", $"表达式被停止：{what}；请简化该表达式。");

    private static string Unreadable(ScriptPreparationException failure) =>
        $"JavaScript表达式有语法错误：{Short(failure.InnerException?.Message ?? failure.Message)}；请在设计器中改正。";

    private static string Short(string message) => message.Length > 200 ? message[..200] + "…" : message;
}
