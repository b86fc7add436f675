using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Scripting;

/// <summary>Questions as the engine asks them.</summary>
internal static class Asked
{
    public static readonly DateTimeOffset Now = new(2026, 3, 10, 1, 30, 0, TimeSpan.Zero);

    public static Question Question(string syntax, string text) => new()
    {
        Expression = new Expression(syntax, Json.Of(text), null),
        Variables = Json.Nothing
            .Add("N", Json.Of(7))
            .Add("unit", Json.Parse("""{"name":"示例第一中学","tags":["a","b"]}""")),
        Input = Json.Nothing.Add("name", Json.Of("bob")),
        DeclaredInputs =
        [
            new ArgumentDefinition("name", "String", false), new ArgumentDefinition("None", "String", false),
        ],
        Sources =
        [
            new OutputSource(new ActivityId("R"), "R", "R", ["Result"]),
            new OutputSource(new ActivityId("later"), "later", "Later", ["Result"]),
        ],
        Outputs = ImmutableDictionary<ActivityId, ImmutableDictionary<string, JsonElement>>.Empty
            .Add(new ActivityId("R"), Json.Nothing.Add("Result", Json.Of("out"))),
        LastResult = Json.Of("last"),
        Instance = new InstanceId(new Guid("0198a000-0000-7000-8000-000000000001")),
        Definition = new DefinitionVersion(new DefinitionId("problem-item"), 3),
        CorrelationId = "c-1",
        Now = Now,
        Seed = 42,
    };

    public static Evaluation JavaScript(string text) => Scripts.Evaluate(Question("JavaScript", text));

    public static string Json1(string text) => Assert.IsType<Evaluation.Value>(JavaScript(text)).Result.GetRawText();

    /// <summary>Of the script of an activity.</summary>
    public static ScriptChanges Changes(string text) => Assert.IsType<Evaluation.Value>(
        Scripts.Evaluate(Question("JavaScript", text) with { ChoosesOutcomes = true })).Changes;

    public static Evaluation.Failed Failure(string text) => Assert.IsType<Evaluation.Failed>(JavaScript(text));
}
