using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Activities;

/// <summary>An input of one of Elsa's activities.</summary>
/// <param name="Name">camelCase, as in the definition.</param>
/// <param name="TypeName">The type its value is converted to.</param>
/// <param name="Default">The value where it is not set; null for none.</param>
internal sealed record KnownInput(string Name, string TypeName, JsonElement? Default = null);

/// <summary>Types and defaults of inputs, where the definition leaves them out.</summary>
internal static class InputTable
{
    private static readonly KnownInput ExpectedCodes =
        new("expectedStatusCodes", "List<Int32>", Json.Of([Json.Of(200)]));

    private static readonly FrozenDictionary<string, ImmutableArray<KnownInput>> Inputs =
        new Dictionary<string, ImmutableArray<KnownInput>>
        {
            ["Elsa.If"] = [new("condition", "Boolean", Json.False)],
            ["Elsa.FlowDecision"] = [new("condition", "Boolean", Json.False)],
            ["Elsa.While"] = [new("condition", "Boolean", Json.False)],
            ["Elsa.FlowFork"] = [new("branches", "List<String>")],
            ["Elsa.For"] =
            [
                new("start", "Int32", Json.Of(0)), new("end", "Int32", Json.Of(0)), new("step", "Int32", Json.Of(1)),
                new("outerBoundInclusive", "Boolean", Json.True),
            ],
            ["Elsa.ForEach"] = [new("items", "List<Object>", Json.EmptyArray)],
            ["Elsa.ParallelForEach"] = [new("items", "Object")],
            ["Elsa.WriteLine"] = [new("text", "String")],
            ["Elsa.SetVariable"] = [new("value", "Object")],
            ["Elsa.SetName"] = [new("value", "String")],
            ["Elsa.Correlate"] = [new("correlationId", "String")],
            ["Elsa.Event"] = [new("eventName", "String")],
            ["Elsa.PublishEvent"] =
                [new("eventName", "String"), new("correlationId", "String"), new("isLocalEvent", "Boolean"),
                new("payload", "Object")],
            ["Elsa.RunTask"] = [new("taskName", "String"), new("payload", "ObjectDictionary")],
            ["Elsa.Fault"] =
            [
                new("message", "String"), new("code", "String"), new("category", "String"), new("faultType", "String"),
            ],
            ["Elsa.Delay"] = [new("timeSpan", "TimeSpan", Json.Of("00:01:00"))],
            ["Elsa.Timer"] = [new("interval", "TimeSpan", Json.Of("00:01:00"))],
            ["Elsa.StartAt"] = [new("dateTime", "DateTimeOffset")],
            ["Elsa.Cron"] = [new("cronExpression", "String")],
            ["Elsa.RunJavaScript"] = [new("script", "String"), new("possibleOutcomes", "List<String>")],
            ["Elsa.SetOutput"] = [new("outputName", "String"), new("outputValue", "Object")],
            ["Elsa.SendHttpRequest"] = Call("content", "contentType"),
            ["Elsa.FlowSendHttpRequest"] = [.. Call("content", "contentType"), ExpectedCodes],
            ["Elsa.DownloadHttpFile"] = [.. Call("requestContent", "requestContentType"), ExpectedCodes],
            ["Elsa.HttpEndpoint"] = [new("path", "String"), new("supportedMethods", "List<String>")],
            ["Elsa.WriteHttpResponse"] =
            [
                new("statusCode", "String", Json.Of("OK")), new("content", "Object"), new("contentType", "String"),
                new("responseHeaders", "Object"),
            ],
            ["Elsa.SendEmail"] =
            [
                new("to", "List<String>"), new("cc", "List<String>"), new("bcc", "List<String>"),
                new("subject", "String"), new("body", "String"),
            ],
            ["Elsa.ExecuteWorkflow"] = Child(waits: null),
            ["Elsa.DispatchWorkflow"] = Child(waits: Json.False),
            ["Elsa.BulkDispatchWorkflows"] =
            [
                .. Child(waits: Json.True), new("items", "Object"),
                new("defaultItemInputKey", "String", Json.Of("Item")),
            ],
        }.ToFrozenDictionary();

    /// <summary>Evaluated by the activity itself, or not a value at all.</summary>
    private static readonly FrozenSet<(string Type, string Input)> Lazy = FrozenSet.Create(
        ("Elsa.While", "condition"), ("Elsa.BulkDispatchWorkflows", "correlationIdFunction"),
        ("Elsa.SetVariable", "variable"));

    public static ImmutableArray<KnownInput> Of(string type) =>
        Inputs.TryGetValue(type, out var inputs) ? inputs : [];

    public static bool IsLazy(string type, string input) =>
        Lazy.Contains((type, input)) || (IsCall(type) && HttpCall.Secrets.Contains(input));

    private static bool IsCall(string type) =>
        type is "Elsa.SendHttpRequest" or "Elsa.FlowSendHttpRequest" or "Elsa.DownloadHttpFile";

    private static ImmutableArray<KnownInput> Child(JsonElement? waits) =>
    [
        new("workflowDefinitionId", "String"), new("correlationId", "String"), new("input", "ObjectDictionary"),
        new("waitForCompletion", "Boolean", waits),
    ];

    private static ImmutableArray<KnownInput> Call(string content, string contentType) =>
    [
        new("url", "String"), new("method", "String", Json.Of("GET")), new(content, "Object"),
        new(contentType, "String"), new("enableResiliency", "Boolean", Json.False),
    ];
}
