using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Orchestrator.Engine.Expressions;

/// <summary>
/// Values converted to Elsa's type aliases, as Elsa does it. A value is JSON; dates, spans and ids are texts in one
/// spelling. A type that is not known here takes the value as it is.
/// </summary>
public static class Conversion
{
    private static readonly Answer Impossible = new(Fit.Impossible, Json.Null);

    private enum Fit { Good, Replaced, Impossible }

    private readonly record struct Answer(Fit Fit, JsonElement Value)
    {
        public static implicit operator Answer(JsonElement value) => new(Fit.Good, value);
    }

    /// <summary>
    /// What cannot be read as a number, a Boolean, an id or a dictionary becomes the type's own nothing (0, false, …),
    /// as in Elsa. False where not even that is meant: a number out of range, broken JSON, a text that is no date or
    /// span. Elsa takes the year 1 or no time at all for the latter, and a deadline would pass at once.
    /// </summary>
    public static bool TryTo(JsonElement value, string? typeName, out JsonElement converted)
    {
        var answer = To(value, typeName);
        converted = answer.Value;
        return answer.Fit != Fit.Impossible;
    }

    /// <summary>True where the value is read as that type, and nothing else put in its place.</summary>
    public static bool Fits(JsonElement value, string? typeName) => To(value, typeName).Fit == Fit.Good;

    private static Answer To(JsonElement value, string? typeName)
    {
        if (typeName is null || value.IsNull())
            return value.IsNull() ? Json.Null : value;
        if (ItemType(typeName) is { } item)
            return ToList(value, item);
        if (typeName.EndsWith('?'))
            return To(value, typeName[..^1]) is { Fit: not Fit.Replaced } read ? read : new(Fit.Replaced, Json.Null);
        return typeName switch
        {
            "String" => ToText(value),
            "Boolean" => ToBoolean(value),
            "Byte" => ToWhole(value, byte.MinValue, byte.MaxValue),
            "Int16" => ToWhole(value, short.MinValue, short.MaxValue),
            "Int32" => ToWhole(value, int.MinValue, int.MaxValue),
            "Int64" or "Long" => ToWhole(value, long.MinValue, long.MaxValue),
            "Single" or "Double" or "Decimal" => ToNumber(value),
            "DateTime" => ToInstant(value, keepsLocal: true),
            "DateTimeOffset" => ToInstant(value, keepsLocal: false),
            "TimeSpan" => ToSpan(value),
            "Guid" => ToGuid(value),
            "JSON" or "ObjectDictionary" or "StringDictionary" or "ObjectMap" or "StringMap" => ToDictionary(value),
            "JsonElement" or "JsonNode" or "JsonObject" => ToJson(value),
            _ => value,
        };
    }

    private static string? ItemType(string typeName)
    {
        if (typeName.EndsWith("[]", StringComparison.Ordinal))
            return typeName[..^2];
        foreach (var list in (string[])["List<", "ICollection<", "IEnumerable<", "IList<"])
        {
            if (typeName.StartsWith(list, StringComparison.Ordinal) && typeName.EndsWith('>'))
                return typeName[list.Length..^1];
        }

        return null;
    }

    private static Answer ToList(JsonElement value, string itemType)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return Converted(value.EnumerateArray(), itemType);
            case JsonValueKind.String when IsStructure(value):
                return Json.TryParse(value.GetString()!) is { ValueKind: JsonValueKind.Array } parsed
                    ? Converted(parsed.EnumerateArray(), itemType)
                    : Impossible;
            case JsonValueKind.String when IsBlank(value):
                return Json.Null;
            case JsonValueKind.String when itemType == "Object":
                return Json.Of(value.GetString()!.EnumerateRunes().Select(rune => Json.Of(rune.ToString())));
            case JsonValueKind.String:
                return Converted([value], itemType);
            case JsonValueKind.Object:
                return Impossible;
            default:
                return new(Fit.Replaced, Json.Null);
        }
    }

    private static Answer Converted(IEnumerable<JsonElement> items, string itemType)
    {
        var answers = items.Select(item => To(item, itemType)).ToList();
        return answers.Exists(answer => answer.Fit == Fit.Impossible)
            ? Impossible
            : new(
                answers.Exists(answer => answer.Fit == Fit.Replaced) ? Fit.Replaced : Fit.Good,
                Json.Of(answers.Select(answer => answer.Value)));
    }

    private static Answer ToText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value,
        JsonValueKind.Array or JsonValueKind.Object => Json.Of(value.AsCompactText()),
        _ => Json.Of(value.AsText()),
    };

    private static Answer ToBoolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value,
        JsonValueKind.Number => Json.Of(value.GetDouble() != 0),
        JsonValueKind.String when bool.TryParse(value.GetString()!.Trim(), out var flag) => Json.Of(flag),
        JsonValueKind.String when IsBlank(value) => Json.Null,
        _ => new Answer(Fit.Replaced, Json.False),
    };

    private static Answer ToWhole(JsonElement value, long least, long most)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt64(out var whole):
                return whole >= least && whole <= most ? value : Impossible;
            case JsonValueKind.Number when Math.Round(value.GetDouble()) is var round:
                return round >= least && round <= most && Math.Abs(round) < long.MaxValue
                    ? Json.Of((long)round) : Impossible;
            case JsonValueKind.True or JsonValueKind.False:
                return Json.Of(value.ValueKind == JsonValueKind.True ? 1L : 0L);
            case JsonValueKind.String when Whole(value.GetString()!.Trim()) is { } written:
                return written >= least && written <= most ? Json.Of((long)written) : Impossible;
            case JsonValueKind.String when IsBlank(value):
                return Json.Null;
            default:
                return new(Fit.Replaced, Json.Of(0L));
        }
    }

    /// <summary>Decimal digits, or hexadecimal ones behind a mark.</summary>
    private static BigInteger? Whole(string text)
    {
        foreach (var mark in (string[])["0x", "0X", "&h", "&H", "#"])
        {
            if (text.StartsWith(mark, StringComparison.Ordinal))
                return text.Length > mark.Length && BigInteger.TryParse(
                    $"0{text[mark.Length..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                    out var hex) ? hex : null;
        }

        return BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : null;
    }

    private static Answer ToNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value,
        JsonValueKind.True or JsonValueKind.False => Json.Of(value.ValueKind == JsonValueKind.True ? 1L : 0L),
        JsonValueKind.String when decimal.TryParse(
            value.GetString(), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture,
            out var number) => Json.Of(number),
        JsonValueKind.String when double.TryParse(
            value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var wide)
            && double.IsFinite(wide) => Json.Parse(wide.ToString("R", CultureInfo.InvariantCulture)),
        JsonValueKind.String when IsBlank(value) => Json.Null,
        _ => new Answer(Fit.Replaced, Json.Of(0L)),
    };

    private static Answer ToInstant(JsonElement value, bool keepsLocal)
    {
        if (value.ValueKind != JsonValueKind.String)
            return Impossible;
        if (keepsLocal && DateTime.TryParse(
            value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local)
            && local.Kind == DateTimeKind.Unspecified)
            return Json.Of(local.ToString("O", CultureInfo.InvariantCulture));
        return DateTimeOffset.TryParse(
            value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? Json.Of(instant.ToString("O", CultureInfo.InvariantCulture))
            : Impossible;
    }

    private static Answer ToSpan(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && TimeSpan.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var span)
            ? Json.Of(span.ToString("c", CultureInfo.InvariantCulture))
            : Impossible;

    private static Answer ToGuid(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Guid.TryParse(value.GetString(), out var id)
            ? Json.Of(id.ToString("D"))
            : value.ValueKind == JsonValueKind.String && IsBlank(value)
                ? Json.Null
                : new Answer(Fit.Replaced, Json.Of(Guid.Empty.ToString("D")));

    private static Answer ToDictionary(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value,
        JsonValueKind.String when IsStructure(value) =>
            Json.TryParse(value.GetString()!) is { ValueKind: JsonValueKind.Object } parsed ? parsed : Impossible,
        JsonValueKind.String when IsBlank(value) => Json.Null,
        _ => new Answer(Fit.Replaced, Json.Null),
    };

    private static Answer ToJson(JsonElement value) => value.ValueKind != JsonValueKind.String
        ? value
        : Json.TryParse(value.GetString()!) ?? (IsStructure(value) ? Impossible : value);

    /// <summary>True where the text can only be meant as JSON.</summary>
    private static bool IsStructure(JsonElement text) => text.GetString().AsSpan().TrimStart() is ['{' or '[', ..];

    private static bool IsBlank(JsonElement text) => string.IsNullOrWhiteSpace(text.GetString());
}
