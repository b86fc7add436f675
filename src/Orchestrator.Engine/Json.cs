using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Orchestrator.Engine;

/// <summary>Words that System.Text.Json lacks.</summary>
public static class Json
{
    /// <summary>Chinese text stays as it is written; HTML is encoded where HTML is made.</summary>
    private static readonly JsonWriterOptions AsWritten =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Escaped =
        new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static readonly JsonElement Null = Parse("null");
    public static readonly JsonElement True = Parse("true");
    public static readonly JsonElement False = Parse("false");
    public static readonly JsonElement EmptyObject = Parse("{}");
    public static readonly JsonElement EmptyArray = Parse("[]");

    /// <summary>No values.</summary>
    public static readonly ImmutableDictionary<string, JsonElement> Nothing =
        ImmutableDictionary<string, JsonElement>.Empty;

    public static JsonElement Parse(string json) => JsonElement.Parse(json);

    /// <summary>Null when <paramref name="text"/> is not JSON.</summary>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement Of(string? text) => text is null ? Null : Write(writer => writer.WriteStringValue(text));

    public static JsonElement Of(bool value) => value ? True : False;

    public static JsonElement Of(long value) => Parse(value.ToString(CultureInfo.InvariantCulture));

    public static JsonElement Of(decimal value) => Parse(value.ToString(CultureInfo.InvariantCulture));

    public static JsonElement Of(IEnumerable<JsonElement> items) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items) item.WriteTo(writer);
        writer.WriteEndArray();
    });

    public static JsonElement Of(IEnumerable<KeyValuePair<string, JsonElement>> members) => Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    public static bool IsNull(this JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>The string itself, the raw text of anything else, null for null.</summary>
    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.GetRawText(),
    };

    /// <summary>Without blanks; what HTML or a script could mean something by is escaped, as Elsa does it.</summary>
    public static string AsCompactText(this JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Escaped)) value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>A member by its name, or null where the value is no object or has none.</summary>
    public static JsonElement? Member(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : null;

    /// <summary>True where objects and arrays stand within each other more than so many levels.</summary>
    internal static bool IsDeeperThan(this JsonElement value, int levels)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return false;
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Count((byte)'[') + raw.Count((byte)'{') <= levels)
            return false;
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = EngineJson.Depth });
        while (reader.Read())
        {
            if (reader.CurrentDepth >= levels
                && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return true;
        }

        return false;
    }

    internal static ImmutableDictionary<string, JsonElement> OrEmpty(
        this ImmutableDictionary<string, JsonElement>? values) => values ?? Nothing;

    internal static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, AsWritten)) write(writer);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
