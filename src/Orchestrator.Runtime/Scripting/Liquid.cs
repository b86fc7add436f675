using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fluid;
using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>Liquid with Elsa's names, and the one way our own texts are rendered.</summary>
internal static class Liquid
{
    private static readonly FluidParser Parser = new();
    private static readonly ConcurrentDictionary<string, IFluidTemplate> Parsed = new();

    public static Evaluation Evaluate(Question question, string text)
    {
        if (!TryParse(text, out var template, out var error))
            return new Evaluation.Failed("RT204", $"模板无法解析：{error}。");
        try
        {
            var rendered = Render(template, Names(question), (question.Now, NullEncoder.Default));
            return new Evaluation.Value(Json.Of(rendered), ScriptChanges.None);
        }
        catch (InvalidOperationException)
        {
            return new Evaluation.Failed("RT204", $"模板执行超过{ScriptLimits.TemplateSteps}步，是否有过长的循环？");
        }
    }

    public static bool TryParse(string text, out IFluidTemplate template, out string error)
    {
        error = "";
        if (Parsed.TryGetValue(text, out template!))
            return true;
        if (!Parser.TryParse(text, out template, out error))
            return false;
        if (Parsed.Count >= ScriptLimits.KeptParsed)
            Parsed.Clear();
        Parsed[text] = template;
        return true;
    }

    /// <exception cref="InvalidOperationException">The template took too many steps.</exception>
    public static string Render(
        IFluidTemplate template, IReadOnlyDictionary<string, JsonElement> names,
        (DateTimeOffset Now, TextEncoder Encoder) by)
    {
        var context = new TemplateContext(new TemplateOptions
        {
            CultureInfo = CultureInfo.GetCultureInfo("zh-CN"),
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"),
            MaxSteps = ScriptLimits.TemplateSteps,
            MaxRecursion = ScriptLimits.Recursion,
            Now = () => by.Now,
        });
        foreach (var (name, value) in names)
            context.SetValue(name, Plain(value));
        return template.Render(context, by.Encoder);
    }

    private static Dictionary<string, JsonElement> Names(Question question) => new()
    {
        ["Variables"] = Json.Of(question.Variables),
        ["Input"] = Json.Of(question.Input),
        ["CorrelationId"] = Json.Of(question.CorrelationId),
        ["WorkflowInstanceId"] = Json.Of(question.Instance.ToString()),
        ["WorkflowDefinitionId"] = Json.Of(question.Definition.Definition.Value),
        ["WorkflowDefinitionVersion"] = Json.Of((long)question.Definition.Version),
    };

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(one => one.Name, one => Plain(one.Value)),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDecimal(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
