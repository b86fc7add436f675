using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fluid;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Scripting;

/// <summary>A Liquid text with fields, rendered with limits. Parsed once.</summary>
public sealed class TextTemplate
{
    private static readonly ConcurrentDictionary<string, TextTemplate> Kept = new(StringComparer.Ordinal);

    private readonly IFluidTemplate template;

    private TextTemplate(IFluidTemplate template, IReadOnlyList<string> fields)
    {
        this.template = template;
        Fields = fields;
    }

    /// <summary>The template, or RT201 with the line that cannot be read.</summary>
    public static (TextTemplate? Template, Problem? Problem) Parse(string text)
    {
        if (Kept.TryGetValue(text, out var known))
            return (known, null);
        if (text.Length > ScriptLimits.Length)
        {
            return (null, new Problem("RT204", "Liquid",
                $"模板期望不超过{ScriptLimits.Length}个字符，实际{text.Length}个；请缩短。"));
        }

        if (!LiquidOptions.Parser.TryParse(text, out var parsed, out var error))
        {
            return (null, new Problem("RT201", "Liquid",
                $"模板期望是Liquid文本，实际不能读：{error}；请检查{{{{ }}}}与{{% %}}是否成对。"));
        }

        var fields = TemplateFields.Of(parsed);
        if (fields.HasWideRange)
        {
            return (null, new Problem("RT201", "Liquid",
                $"模板中范围(a..b)的两端期望是不超过{ScriptLimits.TemplateSteps}的数字，实际不是；请改用列表。"));
        }

        if (Kept.Count >= ScriptLimits.Kept)
            Kept.Clear();
        return (Kept.GetOrAdd(text, new TextTemplate(parsed, fields.Asked)), null);
    }

    /// <summary>Names of the fields it mentions, <c>unit.name</c>, so that a publish check can compare.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <exception cref="TemplateFailedException">RT206: it ran into a limit or a filter failed.</exception>
    public string Render(JsonElement fields) => Render(Members(fields), DateTimeOffset.UnixEpoch);

    /// <summary>The same with every field HTML-encoded.</summary>
    /// <exception cref="TemplateFailedException">RT206: it ran into a limit or a filter failed.</exception>
    public string RenderHtml(JsonElement fields) =>
        Render(Members(fields), DateTimeOffset.UnixEpoch, LiquidOptions.Html);

    internal string Render(IEnumerable<KeyValuePair<string, JsonElement>> values, DateTimeOffset now) =>
        Render(values, now, NullEncoder.Default);

    private string Render(
        IEnumerable<KeyValuePair<string, JsonElement>> values, DateTimeOffset now, TextEncoder encoder)
    {
        try
        {
            return template.Render(LiquidOptions.Context(values, now), encoder, isolateContext: false);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException
            or FormatException or OverflowException or DivideByZeroException or ParseException)
        {
            // Fluid speaks of recursion where it means steps, so its sentence is not passed on.
            throw new TemplateFailedException(
                $"模板不能生成：期望不超过{ScriptLimits.TemplateSteps}步且各项可以计算，实际不是；请简化模板。", failure);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> Members(JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Object
            ? fields.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value))
            : [];
}

/// <summary>RT206: a template could be read and not be rendered.</summary>
public sealed class TemplateFailedException(string message, Exception cause) : Exception(message, cause);
