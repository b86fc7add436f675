using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Runtime.Publishing;

/// <summary>A definition's JSON by its activities. Whatever cannot be read has none.</summary>
/// <param name="Definition">The definition itself.</param>
/// <param name="Activities">Each activity as drawn, the inner ones too, by its id.</param>
internal sealed record Drawn(JsonElement Definition, IReadOnlyDictionary<string, JsonElement> Activities)
{
    /// <summary>The member of a flowchart that holds its lines.</summary>
    public const string Lines = "connections";

    public static Drawn Of(WorkflowFolder? folder)
    {
        if (folder is null || DefinitionReader.Read(folder.DefinitionText).Definition is null)
            return new Drawn(default, new Dictionary<string, JsonElement>());
        var json = JsonElement.Parse(
            folder.DefinitionText, new JsonDocumentOptions { MaxDepth = DefinitionLimits.JsonDepth });
        return new Drawn(json, In(json.Member("root")!.Value)
            .DistinctBy(one => one.Id).ToDictionary(one => one.Id, one => one.Activity));
    }

    /// <summary>The lines of a flowchart: from which outcome of which activity to which.</summary>
    public static IReadOnlyList<string> LinesOf(JsonElement activity) =>
        activity.Member(Lines) is { ValueKind: JsonValueKind.Array } lines
            ? [.. lines.EnumerateArray().Select(line => $"{End(line, "source")}（{Port(line)}）到{End(line, "target")}")]
            : [];

    private static string? End(JsonElement line, string end) => line.Member(end)?.Member("activity")?.AsText();

    private static string? Port(JsonElement line) => line.Member("source")?.Member("port")?.AsText();

    /// <summary>The JSON with every activity in it told by its id alone.</summary>
    public static JsonElement WithoutInner(JsonElement json) => json.ValueKind switch
    {
        _ when IdOf(json) is { } id => Json.Of(id),
        JsonValueKind.Object => Json.Of(json.EnumerateObject()
            .Select(member => KeyValuePair.Create(member.Name, WithoutInner(member.Value)))),
        JsonValueKind.Array => Json.Of(json.EnumerateArray().Select(WithoutInner)),
        _ => json,
    };

    private static IEnumerable<(string Id, JsonElement Activity)> In(JsonElement json)
    {
        var own = IdOf(json) is { } id ? [(id, json)] : Array.Empty<(string, JsonElement)>();
        var inner = json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().Select(member => member.Value),
            JsonValueKind.Array => json.EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        };
        return own.Concat(inner.SelectMany(In));
    }

    /// <summary>An object with <c>id</c> and <c>type</c> is an activity.</summary>
    private static string? IdOf(JsonElement json) =>
        json.Member("type")?.ValueKind == JsonValueKind.String && json.Member("id") is { } id ? id.AsText() : null;
}
