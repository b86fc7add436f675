using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Calendars;

/// <summary>How letters and documents write a date. Only a text that is nothing but a date is rewritten.</summary>
internal static class ChineseDate
{
    /// <summary>2026年6月9日.</summary>
    public static string Long(string text) => Written(text, "yyyy年M月d日");

    /// <summary>6月9日, for a subject line.</summary>
    public static string Short(string text) => Written(text, "M月d日");

    /// <summary>The same value with every date in it written so.</summary>
    public static JsonElement Throughout(JsonElement value, Func<string, string> write) => value.ValueKind switch
    {
        JsonValueKind.String => Json.Of(write(value.GetString()!)),
        JsonValueKind.Array => Json.Of(value.EnumerateArray().Select(one => Throughout(one, write))),
        JsonValueKind.Object => Json.Of(value.EnumerateObject()
            .Select(one => KeyValuePair.Create(one.Name, Throughout(one.Value, write)))),
        _ => value,
    };

    private static string Written(string text, string format) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString(format, CultureInfo.InvariantCulture)
            : text;
}
