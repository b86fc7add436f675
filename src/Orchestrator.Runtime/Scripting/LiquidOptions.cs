using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fluid;

namespace Orchestrator.Runtime.Scripting;

/// <summary>How every Liquid text here is rendered: Chinese, in the zone of Shanghai, with limits.</summary>
internal static class LiquidOptions
{
    public static readonly FluidParser Parser = new();

    /// <summary>Only what HTML means something by is written otherwise; Chinese stays readable in the source.</summary>
    public static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly TemplateOptions Options = new()
    {
        CultureInfo = CultureInfo.GetCultureInfo("zh-CN"),
        TimeZone = ScriptClock.Zone,
        MaxSteps = ScriptLimits.TemplateSteps,
        MaxRecursion = ScriptLimits.Recursion,
    };

    static LiquidOptions() => LiquidFilters.AddTo(Options.Filters);

    /// <summary>A context that sees these values and stands at this time.</summary>
    public static TemplateContext Context(IEnumerable<KeyValuePair<string, JsonElement>> values, DateTimeOffset now)
    {
        var context = new TemplateContext(Options) { Now = () => TimeZoneInfo.ConvertTime(now, ScriptClock.Zone) };
        foreach (var (name, value) in values)
            context.SetValue(name, Fluid.Values.FluidValue.Create(Plain(value), Options));
        return context;
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : (decimal)0,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToArray(),
        JsonValueKind.Object => Members(value),
        _ => null,
    };

    private static Dictionary<string, object?> Members(JsonElement value)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            members[member.Name] = Plain(member.Value);
        return members;
    }
}
