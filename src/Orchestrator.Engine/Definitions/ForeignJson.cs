using System.Text.Json;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Words for reading JSON that the designer wrote. Members are found in camelCase and in PascalCase, because Elsa
/// reads both; a member that is null counts as absent.
/// </summary>
internal static class ForeignJson
{
    public static readonly JsonElement Null = JsonElement.Parse("null");

    extension(JsonElement element)
    {
        public JsonElement? Member(string camelCase)
        {
            if (element.ValueKind != JsonValueKind.Object)
                return null;
            if (!element.TryGetProperty(camelCase, out var member) &&
                !element.TryGetProperty(char.ToUpperInvariant(camelCase[0]) + camelCase[1..], out member))
                return null;
            return member.ValueKind == JsonValueKind.Null ? null : member;
        }

        /// <summary>The member's text; null when it is absent, empty or not a text.</summary>
        public string? Text(string camelCase) =>
            element.Member(camelCase) is { ValueKind: JsonValueKind.String } member &&
            member.GetString() is { Length: > 0 } text
                ? text
                : null;

        /// <summary>True for JSON true and for the text a checkbox of the designer writes.</summary>
        public bool Flag(string camelCase) => element.Member(camelCase) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.String } text => bool.TryParse(text.GetString(), out var flag) && flag,
            _ => false,
        };
    }

    /// <summary>Parses text that may be anything; null when it is not JSON, or holds broken text.</summary>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            var json = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = DefinitionLimits.JsonDepth });
            return BrokenText.In(json) is null ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string CamelCase(string name) =>
        name.Length == 0 || char.IsLower(name[0]) ? name : char.ToLowerInvariant(name[0]) + name[1..];

    public static string PascalCase(string name) =>
        name.Length == 0 || char.IsUpper(name[0]) ? name : char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>The bare name of an assembly-qualified one: <c>A.B.C, D</c> is <c>C</c>.</summary>
    public static string SimpleTypeName(string name) => name.Split(',')[0].Trim().Split('.')[^1];
}
