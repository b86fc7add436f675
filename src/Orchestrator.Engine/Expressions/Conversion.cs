using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Engine.Expressions;

/// <summary>
/// Values converted to Elsa's type aliases. A value is JSON; dates, spans and ids are texts in one spelling. A type
/// that is not known here takes the value as it is.
/// </summary>
public static class Conversion
{
    /// <summary>False where the value cannot be of that type.</summary>
    public static bool TryTo(JsonElement value, string? typeName, out JsonElement converted)
    {
        converted = value.ValueKind == JsonValueKind.Undefined ? Json.Null : value;
        if (typeName is null || converted.IsNull())
            return true;
        if (ItemType(typeName) is { } item)
            return TryToList(converted, item, out converted);
        return typeName switch
        {
            "String" => Take(value.ValueKind == JsonValueKind.String ? value : Json.Of(value.AsText()), out converted),
            "Boolean" => TryToBoolean(value, out converted),
            "Int16" or "Int32" or "Int64" or "Long" or "Byte" => TryToWhole(value, out converted),
            "Single" or "Double" or "Decimal" => TryToNumber(value, out converted),
            "DateTime" or "DateTimeOffset" => TryToInstant(value, out converted),
            "TimeSpan" => TryToSpan(value, out converted),
            "Guid" => TryToGuid(value, out converted),
            "JSON" or "JsonElement" or "JsonNode" or "JsonObject" or "ObjectDictionary" or "StringDictionary"
                => TryToJson(value, out converted),
            _ => true,
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

    private static bool TryToList(JsonElement value, string itemType, out JsonElement converted)
    {
        if (value.ValueKind == JsonValueKind.String
            && Json.TryParse(value.GetString() ?? "") is { ValueKind: JsonValueKind.Array } parsed)
            value = parsed;
        if (itemType == "Object" && value.ValueKind != JsonValueKind.Array)
            return TryToItems(value, out converted);
        var items = new List<JsonElement>();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (!TryTo(item, itemType, out var one))
                return No(out converted);
            items.Add(one);
        }

        return Take(Json.Of(items), out converted);
    }

    /// <summary>
    /// What is no list but stands where a list of anything is wanted: a text is the list of its characters, an object
    /// is none, and every other value is no value.
    /// </summary>
    private static bool TryToItems(JsonElement value, out JsonElement converted) => value.ValueKind switch
    {
        JsonValueKind.Object => No(out converted),
        JsonValueKind.String when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) =>
            text.TrimStart()[0] is '[' or '{'
                ? No(out converted)
                : Take(Json.Of(text.EnumerateRunes().Select(rune => Json.Of(rune.ToString()))), out converted),
        _ => Take(Json.Null, out converted),
    };

    private static bool TryToBoolean(JsonElement value, out JsonElement converted) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => Take(value, out converted),
        JsonValueKind.Number => Take(Json.Of(value.GetDouble() != 0), out converted),
        JsonValueKind.String when bool.TryParse(value.GetString(), out var flag) => Take(Json.Of(flag), out converted),
        _ => No(out converted),
    };

    private static bool TryToWhole(JsonElement value, out JsonElement converted) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out _) => Take(value, out converted),
        JsonValueKind.Number when Math.Abs(value.GetDouble()) < long.MaxValue =>
            Take(Json.Of((long)Math.Round(value.GetDouble())), out converted),
        JsonValueKind.True => Take(Json.Of(1L), out converted),
        JsonValueKind.False => Take(Json.Of(0L), out converted),
        JsonValueKind.String when long.TryParse(
            value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) =>
            Take(Json.Of(whole), out converted),
        _ => No(out converted),
    };

    private static bool TryToNumber(JsonElement value, out JsonElement converted) => value.ValueKind switch
    {
        JsonValueKind.Number => Take(value, out converted),
        JsonValueKind.String when decimal.TryParse(
            value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            Take(Json.Of(number), out converted),
        _ => No(out converted),
    };

    private static bool TryToInstant(JsonElement value, out JsonElement converted) =>
        value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(
            value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? Take(Json.Of(instant.ToString("O", CultureInfo.InvariantCulture)), out converted)
            : No(out converted);

    private static bool TryToSpan(JsonElement value, out JsonElement converted) =>
        value.ValueKind == JsonValueKind.String
        && TimeSpan.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var span)
            ? Take(Json.Of(span.ToString("c", CultureInfo.InvariantCulture)), out converted)
            : No(out converted);

    private static bool TryToGuid(JsonElement value, out JsonElement converted) =>
        value.ValueKind == JsonValueKind.String && Guid.TryParse(value.GetString(), out var id)
            ? Take(Json.Of(id.ToString("D")), out converted)
            : No(out converted);

    private static bool TryToJson(JsonElement value, out JsonElement converted) =>
        value.ValueKind == JsonValueKind.String && Json.TryParse(value.GetString() ?? "") is { } parsed
            ? Take(parsed, out converted)
            : Take(value, out converted);

    private static bool Take(JsonElement value, out JsonElement converted)
    {
        converted = value;
        return true;
    }

    private static bool No(out JsonElement converted)
    {
        converted = Json.Null;
        return false;
    }
}
