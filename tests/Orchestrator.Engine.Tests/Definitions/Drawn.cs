using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Definitions;

/// <summary>Definitions written as a designer writes them.</summary>
internal static class Drawn
{
    public static string Definition(string root, string more = "") => $$"""
        { "definitionId": "probe", "version": 3, "name": "试验"{{more}}, "root": {{root}} }
        """;

    /// <summary>A list as a variable of the workflow, to stand behind its root.</summary>
    public static string List(string name, string items) =>
        Variables(name, "Int32", $"\"isArray\": true, \"value\": \"{items}\"");

    /// <summary>One that outlives a wait.</summary>
    public static string Variable(string name, string type, string value = "") =>
        Variables(name, type, $"\"value\": \"{value}\"");

    private static string Variables(string name, string type, string more) => $$"""
        , "variables": [{ "id": "{{name}}", "name": "{{name}}", "typeName": "{{type}}", {{more}},
          "storageDriverTypeName": "WorkflowInstanceStorageDriver" }]
        """;

    public static string Flowchart(string activities, string connections) => Definition($$"""
        { "id": "F", "type": "Elsa.Flowchart", "activities": [{{activities}}], "connections": [{{connections}}] }
        """);

    public static WorkflowDefinition Read(string json)
    {
        var reading = DefinitionReader.Read(json);
        Assert.Empty(reading.Problems);
        return reading.Definition!;
    }

    public static ActivityNode ReadOne(string activity) => Read(Definition(activity)).Root;

    public static Problem OnlyProblem(string json)
    {
        var reading = DefinitionReader.Read(json);
        return Assert.Single(reading.Problems);
    }

    /// <summary>The definitions of every recorded case with its name, those imported on the way included.</summary>
    public static ImmutableArray<(string Case, JsonElement Definition)> Recorded { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "cases"), "*.json").Order()
           let recorded = JsonElement.Parse(File.ReadAllBytes(file))
           from definition in recorded.GetProperty("definitions").EnumerateArray().Concat(Imported(recorded))
           select (Path.GetFileNameWithoutExtension(file), definition),
    ];

    private static IEnumerable<JsonElement> Imported(JsonElement recorded) =>
        from stimulus in recorded.GetProperty("stimuli").EnumerateArray()
        where stimulus.TryGetProperty("import", out _)
        select stimulus.GetProperty("import");
}
