using System.Text.Json;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Definitions;

public sealed class DefinitionReaderTests
{
    [Fact]
    public void Every_recorded_definition_reads_without_a_problem()
    {
        Assert.Equal(193, Drawn.Recorded.Select(recorded => recorded.Case).Distinct().Count());
        foreach (var (name, definition) in Drawn.Recorded)
        {
            var reading = DefinitionReader.Read(definition);

            Assert.True(reading.Problems.IsEmpty, $"{name}: {string.Join("; ", reading.Problems)}");
            Assert.Equal(definition.GetProperty("definitionId").GetString(), reading.Definition!.Id.Value);
        }
    }

    [Fact]
    public void No_activity_of_a_recorded_definition_is_lost()
    {
        foreach (var (name, json) in Drawn.Recorded)
        {
            var definition = DefinitionReader.Read(json).Definition!;

            Assert.True(CountActivities(json.GetProperty("root")) == CountActivities(definition.Root), name);
        }
    }

    [Fact]
    public void No_expression_of_a_recorded_definition_is_lost()
    {
        foreach (var (name, json) in Drawn.Recorded)
        {
            var definition = DefinitionReader.Read(json).Definition!;

            Assert.True(CountExpressions(json.GetProperty("root")) == CountExpressions(definition.Root), name);
        }
    }

    [Fact]
    public void The_text_and_the_parsed_element_read_the_same()
    {
        using var document = JsonDocument.Parse(Drawn.Definition("""{ "id": "W", "type": "Elsa.WriteLine" }"""));

        var reading = DefinitionReader.Read(document.RootElement);

        Assert.Equal(new DefinitionVersion(new DefinitionId("probe"), 3),
            new DefinitionVersion(reading.Definition!.Id, reading.Definition.Version));
        Assert.Equal("试验", reading.Definition.Name);
    }

    [Fact]
    public void What_was_read_outlives_the_document_it_was_read_from()
    {
        WorkflowDefinition definition;
        using (var document = JsonDocument.Parse(Drawn.Definition("""{ "id": "R", "type": "X.Y", "limit": 7 }""")))
            definition = DefinitionReader.Read(document.RootElement).Definition!;

        Assert.Equal(7, definition.Root.Inputs["limit"].Value.GetInt32());
    }

    [Fact]
    public void The_head_of_a_definition_is_read_with_its_options()
    {
        var definition = Drawn.Read("""
            {
              "definitionId": "probe", "version": 2, "outcomes": ["Done", "Late"],
              "variables": [
                { "id": "v1", "name": "Total", "typeName": "Int32", "value": "5",
                  "storageDriverTypeName": "WorkflowInstanceStorageDriver" },
                { "id": "v2", "name": "Temp", "typeName": "String", "isArray": true,
                  "storageDriverTypeName": "Elsa.Workflows.MemoryStorageDriver, Elsa.Workflows.Core" }
              ],
              "inputs": [{ "type": "String", "name": "Unit" }],
              "outputs": [{ "type": "Object", "name": "Sum", "isArray": false }],
              "customProperties": { "Flowchart:ExecutionMode": "TokenBased" },
              "options": {
                "incidentStrategyType": "Elsa.Workflows.ContinueWithIncidentsStrategy, Elsa.Workflows.Core",
                "activationStrategyType": "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core",
                "usableAsActivity": true
              },
              "root": { "id": "F", "type": "Elsa.Flowchart" }
            }
            """);

        Assert.Equal(["Done", "Late"], definition.Outcomes);
        Assert.Equal([true, false], definition.Variables.Select(variable => variable.IsPersisted));
        Assert.Equal("5", definition.Variables[0].DefaultValue!.Value.GetString());
        Assert.True(definition.Variables[1].IsArray);
        Assert.Equal([new ArgumentDefinition("Unit", "String", false)], definition.Inputs);
        Assert.Equal([new ArgumentDefinition("Sum", "Object", false)], definition.Outputs);
        Assert.Equal(new WorkflowOptions
        {
            ActivationStrategy = ActivationStrategy.Singleton,
            IncidentStrategy = IncidentStrategy.ContinueWithIncidents,
            UsableAsActivity = true,
            FlowchartMode = FlowchartMode.Token,
        }, definition.Options);
    }

    [Theory]
    [InlineData("{ \"definitionId\": ", "WF001")]
    [InlineData("[]", "WF002")]
    [InlineData("""{ "definitionId": "x" }""", "WF002")]
    [InlineData("""{ "root": { "id": "A", "type": "T" } }""", "WF002")]
    [InlineData("""{ "definitionId": "x", "version": "two", "root": { "id": "A", "type": "T" } }""", "WF003")]
    [InlineData("""{ "definitionId": "x", "root": { "id": "A" } }""", "WF004")]
    [InlineData("""{ "definitionId": "x", "root": { "type": "T" } }""", "WF004")]
    [InlineData("""{ "definitionId": "x", "root": { "id": "A", "type": "T", "activities": {} } }""", "WF003")]
    [InlineData("""{ "definitionId": "x", "root": { "id": "A", "type": "T", "then": {} } }""", "WF004")]
    [InlineData("""{ "definitionId": "x", "root": { "id": "A", "type": "T", "p": { "expression": 5 } } }""", "WF003")]
    [InlineData("""{ "definitionId": "x", "root": { "id": "A", "type": "T", "connections": [{}] } }""", "WF005")]
    [InlineData("""{ "definitionId": "x", "root": { "id": "A", "type": "T", "cases": [{}] } }""", "WF003")]
    [InlineData("""{ "definitionId": "x", "variables": [{}], "root": { "id": "A", "type": "T" } }""", "WF003")]
    [InlineData("""{ "definitionId": "x", "inputs": [7], "root": { "id": "A", "type": "T" } }""", "WF003")]
    [InlineData("""{ "definitionId": "x", "outcomes": [7], "root": { "id": "A", "type": "T" } }""", "WF003")]
    [InlineData("""
        { "definitionId": "x", "options": { "incidentStrategyType": "Ignore" }, "root": { "id": "A", "type": "T" } }
        """, "WF003")]
    [InlineData("""
        { "definitionId": "x", "customProperties": { "Flowchart:ExecutionMode": "Odd" },
          "root": { "id": "A", "type": "T" } }
        """, "WF003")]
    public void What_cannot_be_understood_is_refused_with_one_sentence(string json, string code)
    {
        var reading = DefinitionReader.Read(json);

        Assert.Null(reading.Definition);
        Assert.Equal(code, Assert.Single(reading.Problems).Code);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        var reading = DefinitionReader.Read("""
            { "definitionId": "x", "version": {},
              "root": { "id": "F", "type": "T", "activities": [{ "id": "A" }, { "type": "B" }] } }
            """);

        Assert.Equal(["WF003", "WF004", "WF004"], reading.Problems.Select(problem => problem.Code).Order());
        Assert.Contains(reading.Problems, problem => problem.Where == "Workflow1:F");
    }

    [Fact]
    public void A_text_longer_than_the_limit_is_refused_unparsed()
    {
        var problem = Drawn.OnlyProblem(new string('[', DefinitionLimits.Characters + 1));

        Assert.Equal("WF007", problem.Code);
    }

    [Fact]
    public void The_2001st_activity_is_refused()
    {
        var activities = Enumerable.Range(1, DefinitionLimits.Activities)
            .Select(n => $$"""{ "id": "A{{n}}", "type": "T" }""");

        Assert.Equal("WF007", Drawn.OnlyProblem(Drawn.Flowchart(string.Join(',', activities), "")).Code);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Nesting_ends_at_32_levels(int levels, bool reads)
    {
        var root = Enumerable.Range(1, levels).Aggregate("null", (inner, level) => $$"""
            { "id": "A{{level}}", "type": "T", "body": {{inner}} }
            """);

        var reading = DefinitionReader.Read(Drawn.Definition(root));

        Assert.Equal(reads, reading.Definition is not null);
        Assert.All(reading.Problems, problem => Assert.Equal("WF006", problem.Code));
    }

    private static int CountActivities(ActivityNode node) =>
        1 + node.Children.Sum(CountActivities) + node.Ports.Values.Sum(CountActivities) +
        node.Cases.Sum(item => item.Activity is null ? 0 : CountActivities(item.Activity));

    private static int CountActivities(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => (json.TryGetProperty("customProperties", out _) ? 1 : 0) +
            json.EnumerateObject().Sum(member => CountActivities(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Sum(CountActivities),
        _ => 0,
    };

    private static int CountExpressions(ActivityNode node) =>
        node.Inputs.Values.Count(input => input.TypeName is not null) + node.Cases.Length +
        node.Children.Sum(CountExpressions) + node.Ports.Values.Sum(CountExpressions) +
        node.Cases.Sum(item => item.Activity is null ? 0 : CountExpressions(item.Activity));

    private static int CountExpressions(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Sum(member =>
            (member.Name is "expression" or "condition" && member.Value.TryGetProperty("type", out _) ? 1 : 0) +
            CountExpressions(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Sum(CountExpressions),
        _ => 0,
    };
}
