using System.Text.Json;

namespace Orchestrator.Runtime.Http;

/// <summary>JSON of somebody else: it parses, and every text in it can be read and kept.</summary>
public static class Readable
{
    /// <summary>Null for what is no JSON, is nested too deep, or holds half a character or U+0000.</summary>
    public static JsonElement? Json(string text)
    {
        if (Engine.Json.TryParse(text) is not { } parsed)
            return null;
        try
        {
            using var writer = new Utf8JsonWriter(Stream.Null);
            parsed.WriteTo(writer);
            return HoldsNull(parsed) ? null : parsed;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool HoldsNull(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!.Contains('\0', StringComparison.Ordinal),
        JsonValueKind.Array => json.EnumerateArray().Any(HoldsNull),
        JsonValueKind.Object => json.EnumerateObject().Any(member =>
            member.Name.Contains('\0', StringComparison.Ordinal) || HoldsNull(member.Value)),
        _ => false,
    };
}
