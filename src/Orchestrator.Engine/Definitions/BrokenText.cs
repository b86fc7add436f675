using System.Runtime.InteropServices;
using System.Text.Json;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Finds text that JSON can write and nobody can read: half of a surrogate pair, or U+0000, which the database does not
/// take either.
/// </summary>
internal static class BrokenText
{
    /// <summary>The name of the member it stands in, or that is broken itself; null where all text is whole.</summary>
    public static string? In(JsonElement json)
    {
        var reader = new Utf8JsonReader(
            JsonMarshal.GetRawUtf8Value(json), new JsonReaderOptions { MaxDepth = DefinitionLimits.JsonDepth });
        var member = "";
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                continue;
            if (reader.ValueIsEscaped && !IsWhole(ref reader))
                return member;
            if (reader.TokenType == JsonTokenType.PropertyName)
                member = reader.GetString() ?? "";
        }

        return null;
    }

    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()?.Contains('\0', StringComparison.Ordinal) != true;
        }
        catch (InvalidOperationException)
        {
            // There is no other way to ask the reader for half of a surrogate pair.
            return false;
        }
    }
}
