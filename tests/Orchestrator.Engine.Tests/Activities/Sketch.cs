using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Engine.Tests.Definitions;
using Orchestrator.Engine.Tests.Instances;

namespace Orchestrator.Engine.Tests.Activities;

/// <summary>Activities in one line each, and what became of them.</summary>
internal static class Sketch
{
    public const string Token = """, "customProperties": { "Flowchart:ExecutionMode": "TokenBased" }""";
    public const string Continue = """, "options": { "incidentStrategyType": "ContinueWithIncidentsStrategy" }""";

    /// <summary>Writes its own id.</summary>
    public static string Write(string id) => Node(id, "WriteLine", Text("text", $"\"{id}\""));

    /// <summary>Waits for the event of its own id.</summary>
    public static string Wait(string id) => Node(id, "Event", Text("eventName", $"\"{id}\""));

    public static string Join(string id, string mode) => Node(id, "FlowJoin", Text("mode", $"\"{mode}\""));

    public static string Sequence(string id, params IReadOnlyList<string> children) =>
        Node(id, "Sequence", $"\"activities\": [{string.Join(',', children)}]");

    public static string Parallel(string id, params IReadOnlyList<string> children) =>
        Node(id, "Parallel", $"\"activities\": [{string.Join(',', children)}]");

    public static string Fork(string id, string mode, params IReadOnlyList<string> branches) =>
        Node(id, "Fork", $"\"joinMode\": \"{mode}\", \"branches\": [{string.Join(',', branches)}]");

    public static string ForEach(string id, string items, string body) =>
        Node(id, "ForEach", Text("items", items), $"\"body\": {body}");

    public static string If(string id, string then) => Node(id, "If", Text("condition", "true"), $"\"then\": {then}");

    public static string Node(string id, string type, params IReadOnlyList<string> members) =>
        $$"""{ "id": "{{id}}", "type": "Elsa.{{type}}"{{string.Concat(members.Select(member => ", " + member))}} }""";

    /// <summary>An input that is written as JSON.</summary>
    public static string Text(string input, string json) => Input(input, "Literal", json);

    public static string Variable(string input, string id) => Input(input, "Variable", $$"""{ "id": "{{id}}" }""");

    public static string Set(string id, string variable, string json) => Node(
        id, "SetVariable", $$"""
        "variable": { "id": "{{variable}}", "name": "{{variable}}" }
        """, Text("value", json));

    public static string Declared(string name, string type, string value) => $$"""
        , "variables": [{ "id": "{{name}}", "name": "{{name}}", "typeName": "{{type}}", "value": {{value}},
          "storageDriverTypeName": "WorkflowInstanceStorageDriver" }]
        """;

    /// <summary>Starts one drawing.</summary>
    public static (World World, WorldInstance Instance) Run(string root, string more = "")
    {
        var story = new Story(Drawn.Definition(root, more));
        return (story.World, story.Start());
    }

    /// <summary>The last status of every execution, as "A Completed", in the order in which they began.</summary>
    public static IReadOnlyList<string> Statuses(WorldInstance instance)
    {
        var statuses = new SortedDictionary<long, string>();
        foreach (var happened in instance.Events)
        {
            switch (happened)
            {
                case Event.ActivityStarted started:
                    statuses[started.Id.Value] = $"{started.Activity} Running";
                    break;
                case Event.ActivityCompleted completed:
                    statuses[completed.Id.Value] = $"{completed.Activity} Completed";
                    break;
                case Event.ActivityCanceled canceled:
                    statuses[canceled.Id.Value] = $"{canceled.Activity} Canceled";
                    break;
                case Event.ActivityFaulted faulted:
                    statuses[faulted.Id.Value] = $"{faulted.Activity} Faulted";
                    break;
            }
        }

        return [.. statuses.Values];
    }

    public static IEnumerable<string> Incidents(WorldInstance instance) =>
        instance.Events.OfType<Event.ActivityFaulted>().Select(faulted => $"{faulted.Activity} {faulted.Code}");

    private static string Input(string input, string type, string json) => $$"""
        "{{input}}": { "expression": { "type": "{{type}}", "value": {{json}} } }
        """;
}
