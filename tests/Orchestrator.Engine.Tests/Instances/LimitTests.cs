using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Instances;

/// <summary>Every limit is reached once, and each is a sentence: with a code, and the next instance runs.</summary>
public sealed class LimitTests
{
    private const string Name =
        """{ "id": "W", "type": "Elsa.SetName", "value": { "expression": { "type": "Literal", "value": "x" } } }""";

    private const string Wait =
        """{ "id": "W", "type": "Elsa.Event", "eventName": { "expression": { "type": "Literal", "value": "x" } } }""";

    [Fact]
    public void A_loop_without_a_wait() => Assert.Equal("RT110", Fault(Story.Flowchart(Name, "W > W")));

    [Fact]
    public void Loops_within_loops_within_loops() => Assert.Equal("RT110", Fault(Drawn.Definition(
        Loop("ForEach", Loop("ForEach", Loop("ForEach", Name), "M"), "N"), Drawn.List("L", List(50)))));

    [Fact]
    public void A_count_to_100_000() => Assert.Equal("RT110", Fault(Drawn.Definition($$"""
        { "id": "L", "type": "Elsa.For", "end": { "expression": { "type": "Literal", "value": 100000 } },
          "body": {{Name}} }
        """)));

    [Theory]
    [InlineData("ForEach")]
    [InlineData("ParallelForEach")]
    [InlineData("BulkDispatchWorkflows")]
    public void A_list_of_100_000(string type) =>
        Assert.Equal("RT112", Fault(Looping(type, 100_000, Name)));

    [Fact]
    public void A_parallel_loop_as_long_as_it_may_be_runs_and_a_longer_one_is_one_incident()
    {
        Assert.Empty(Run(Looping("ParallelForEach", Limits.ParallelItems, Name)).Incidents);
        Assert.Equal("RT112", Fault(Looping("ParallelForEach", Limits.ParallelItems + 1, Name)));
    }

    [Fact]
    public void As_many_waits_as_branches_may_be_are_kept_and_can_be_stored()
    {
        var state = Run(Looping("ParallelForEach", Limits.ParallelItems, Wait));

        Assert.Equal(Limits.ParallelItems, state.Bookmarks.Count);
        Assert.InRange(EngineJson.Serialize(state).Length, 1, Limits.StateBytes);
    }

    [Fact]
    public void A_value_of_a_megabyte() => Assert.Equal(
        "RT118", Assert.Single(Set($"\"{new string('x', 1 << 20)}\"").Incidents).Code);

    [Fact]
    public void A_value_nested_as_deep_as_it_may_be_is_stored_and_a_deeper_one_is_an_incident()
    {
        var state = Set(Nested(Limits.ValueDepth));

        Assert.Empty(state.Incidents);
        var stored = EngineJson.Serialize(state);
        Assert.Equal(stored, EngineJson.Serialize(EngineJson.Deserialize(stored)));
        Assert.Equal("RT130", Assert.Single(Set(Nested(Limits.ValueDepth + 1)).Incidents).Code);
    }

    [Fact]
    public void A_drawing_of_5_000_activities() => Assert.Equal("WF007", Refusal(Story.Flowchart(
        string.Join(',', Enumerable.Range(0, 5_000).Select(Start)))));

    [Fact]
    public void Fifty_megabytes_of_JSON() => Assert.Equal("WF007", Refusal(
        Drawn.Definition(Name, $", \"description\": \"{new string('x', 50_000_000)}\"")));

    [Fact]
    public void Ten_thousand_levels_of_JSON() => Assert.Equal("WF001", Refusal(
        Drawn.Definition(Nested(10_000))));

    [Theory]
    [InlineData("""\ud83d""")]
    [InlineData("""x\udc00y""")]
    [InlineData("""\u0000""")]
    public void Text_that_nobody_can_read(string text)
    {
        var placeholder = JsonSerializer.Serialize($$"""{ "id": "W", "type": "X.Y", "name": "{{text}}" }""");

        Assert.Equal("WF009", Refusal(Drawn.Definition(Name, $", \"description\": \"{text}\"")));
        Assert.Equal("WF009", Refusal(Drawn.Definition(Name, $", \"{text}\": 1")));
        Assert.Equal("Elsa.NotFoundActivity", Drawn.ReadOne(
            $$"""{ "id": "W", "type": "Elsa.NotFoundActivity", "originalActivityJson": {{placeholder}} }""").Type);
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(1_999, 20)]
    public void A_large_drawing_with_lines_back_is_read_compiled_and_judged(int activities, int back)
    {
        var lines = from n in Enumerable.Range(0, activities)
                    from target in Enumerable.Range(Math.Max(0, n - back), Math.Min(n, back)).Append(n + 1)
                    where target < activities
                    select $"a{n} > a{target}";

        var read = Drawn.Read(Story.Flowchart(
            string.Join(',', Enumerable.Range(0, activities).Select(Start)),
            [.. lines]));

        Assert.Equal(activities + 1, read.Root.WithAll().Count());
        Assert.NotNull(CompiledWorkflow.Of(read));
        Assert.Contains(PublishCheck.Of(read, Nobody), problem => problem.Code == "WF107");
    }

    private static readonly KnownParts Nobody = new()
    {
        Activities = ImmutableDictionary<string, KnownActivity>.Empty,
        HasDefinition = _ => true,
    };

    private static string Looping(string type, int items, string body) =>
        Drawn.Definition(Loop(type, body), Drawn.List("L", List(items)));

    private static string Loop(string type, string body, string id = "L")
    {
        var child = type == "BulkDispatchWorkflows"
            ? """ "workflowDefinitionId": { "expression": { "type": "Literal", "value": "probe" } }, """
            : "";
        return $$"""
            { "id": "{{id}}", "type": "Elsa.{{type}}", "body": {{body}},{{child}}
              "items": { "expression": { "type": "Variable", "value": { "id": "L" } } } }
            """;
    }

    private static string List(int items) => $"[{string.Join(',', Enumerable.Range(0, items))}]";

    /// <summary>What a workflow is given is stored as it came.</summary>
    private static InstanceState Set(string value) => new Story(Drawn.Definition(
        """
        { "id": "S", "type": "Elsa.SetVariable", "variable": { "id": "v" },
          "value": { "expression": { "type": "Input", "value": { "name": "given" } } } }
        """,
        """, "variables": [{ "id": "v", "name": "v" }]""")).World.Start(new Command.Start
        {
            Instance = default,
            Definition = new DefinitionVersion(new DefinitionId("probe"), 0),
            Input = Json.Nothing.Add("given", JsonElement.Parse(
                value, new JsonDocumentOptions { MaxDepth = EngineJson.Depth })),
        })!.State;

    private static string Start(int n) => $$"""{ "id": "a{{n}}", "type": "Elsa.Start" }""";

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string Fault(string json) => Assert.Single(Run(json).Incidents).Code;

    private static string Refusal(string json)
    {
        var problem = Drawn.OnlyProblem(json);
        Assert.Matches("[一-龥]", problem.Message);
        return problem.Code;
    }

    private static InstanceState Run(string json) => new Story(json).Start().State;
}
