namespace Orchestrator.Bench;

/// <summary>The drawings whose decisions are measured.</summary>
internal static class Cycles
{
    public static readonly string Plain = Cycle(
        Literal("true"), Literal("true"), """{ "type": "Variable", "value": { "id": "unit" } }""", Literal("\"收到\""));

    public static readonly string WithScripts = Cycle(
        JavaScript("variables.count < 100"), JavaScript("getVariable('unit') !== ''"),
        JavaScript("variables.unit + '-1'"), """{ "type": "Liquid", "value": "收到 {{ Variables.unit }}" }""");

    public static readonly string LongFlowchart = Definition(Flowchart(
        string.Join(',', Enumerable.Range(0, 1_000).Select(n => Event($"E{n}"))),
        [.. Enumerable.Range(0, 999).Select(n => ($"E{n}", "Done", $"E{n + 1}"))]));

    public static readonly string ManyBranches = Definition($$"""
        { "id": "P", "type": "Elsa.ParallelForEach",
          "items": { "expression": {{Literal($"[{string.Join(',', Enumerable.Range(0, 1_000))}]")}} },
          "body": {{Event("E")}} }
        """);

    private static string Cycle(string decision, string choice, string value, string text) => Definition(Flowchart(
        $$"""
        {{Event("Wait")}},
        {{Set("Note", "unit", Literal("\"S001\""))}},
        { "id": "Decide", "type": "Elsa.FlowDecision", "condition": { "expression": {{decision}} } },
        { "id": "Fork", "type": "Elsa.FlowFork", "branches": { "expression": {{Literal("[\"A\", \"B\"]")}} } },
        {{Set("Keep", "last", value)}},
        { "id": "Tell", "type": "Elsa.WriteLine", "text": { "expression": {{text}} } },
        { "id": "Join", "type": "Elsa.FlowJoin", "mode": { "expression": {{Literal("\"WaitAll\"")}} } },
        { "id": "Choose", "type": "Elsa.FlowSwitch",
          "cases": [{ "label": "Go", "condition": {{choice}} }, { "label": "No", "condition": {{Literal("false")}} }] },
        { "id": "Name", "type": "Elsa.SetName", "value": { "expression": {{Literal("\"春季开学检查\"")}} } },
        { "id": "Case", "type": "Elsa.Correlate", "correlationId": { "expression": {{Literal("\"2026-S001\"")}} } },
        {{Set("Count", "count", Literal("7"))}},
        { "id": "Log", "type": "Elsa.WriteLine", "text": { "expression": {{Literal("\"一轮\"")}} } }
        """,
        ("Wait", "Done", "Note"), ("Note", "Done", "Decide"), ("Decide", "True", "Fork"), ("Fork", "A", "Keep"),
        ("Fork", "B", "Tell"), ("Keep", "Done", "Join"), ("Tell", "Done", "Join"), ("Join", "Done", "Choose"),
        ("Choose", "Go", "Name"), ("Name", "Done", "Case"), ("Case", "Done", "Count"), ("Count", "Done", "Log"),
        ("Log", "Done", "Wait")));

    private const string Driver = "\"storageDriverTypeName\": \"WorkflowInstanceStorageDriver\"";

    private static string Definition(string root) => $$"""
        { "definitionId": "cycle", "version": 1, "root": {{root}},
          "variables": [{ "id": "unit", "name": "unit", "typeName": "String", {{Driver}}, "value": "" },
            { "id": "last", "name": "last", "typeName": "String", {{Driver}}, "value": "" },
            { "id": "count", "name": "count", "typeName": "Int32", {{Driver}}, "value": "0" }] }
        """;

    private static string Flowchart(string activities, params (string From, string Port, string To)[] lines) => $$"""
        { "id": "F", "type": "Elsa.Flowchart", "activities": [{{activities}}],
          "connections": [{{string.Join(',', lines.Select(line => $$"""
            { "source": { "activity": "{{line.From}}", "port": "{{line.Port}}" },
              "target": { "activity": "{{line.To}}", "port": "In" } }
            """))}}] }
        """;

    private static string Event(string id) =>
        $$"""{ "id": "{{id}}", "type": "Elsa.Event", "eventName": { "expression": {{Literal("\"go\"")}} } }""";

    private static string Set(string id, string variable, string value) => $$"""
        { "id": "{{id}}", "type": "Elsa.SetVariable", "variable": { "id": "{{variable}}", "name": "{{variable}}" },
          "value": { "typeName": "Object", "expression": {{value}} } }
        """;

    private static string Literal(string json) => $$"""{ "type": "Literal", "value": {{json}} }""";

    private static string JavaScript(string script) => $$"""{ "type": "JavaScript", "value": "{{script}}" }""";
}
