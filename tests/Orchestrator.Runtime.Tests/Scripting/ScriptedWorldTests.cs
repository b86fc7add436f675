using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Scripting;

/// <summary>What values become on their way through a drawing: every line was written by a script within it.</summary>
public sealed class ScriptedWorldTests
{
    private static int ids;
    [Fact]
    public void Outputs_are_readable_until_a_suspension_and_a_variable_keeps_them()
    {
        var world = Run(Sequence(
            Script("R", "'out'", """, "result": { "typeName": "Object", "memoryReference": { "id": "K" } }"""),
            Line("`${getOutputFrom('R')} ${getLastResult()} ${getResultFromR()} ${getResultFromLater()}`"),
            Wait("go"),
            Line("`${getOutputFrom('R')} ${getLastResult()} ${getResultFromR()} ${getK()}`"),
            Script("Later", "1")));

        world.Raise(new WorldEvent("go", null, Json.EmptyObject));

        Assert.Equal(["out out out null", "null [object Object] null out"], world.Lines);
    }

    [Fact]
    public void An_input_that_is_not_declared_is_gone_after_a_suspension()
    {
        var world = Run(Sequence(
            Line("`${getInput('a')} ${getInput('q')} ${geta()}`"), Wait("go"),
            Line("`${getInput('a')} ${getInput('q')}`")),
            """{ "a": 1, "q": 2 }""");

        world.Raise(new WorldEvent("go", null, Json.EmptyObject));

        Assert.Equal(["1 2 1", "1 null"], world.Lines);
    }

    [Fact]
    public void A_name_that_nobody_declares_is_a_variable_of_its_container_until_a_suspension()
    {
        var world = Run(Sequence(
            Sequence(Script("R", "setVariable('inner', 1); variables.too = 2"), Line("getVariable('inner')")),
            Script("S", "setVariable('outer', 3); setVariable('outer', getVariable('outer') + 1)"),
            Line("`${getVariable('inner')} ${getVariable('outer')}`"), Wait("go"), Line("`${getVariable('outer')}`")));

        world.Raise(new WorldEvent("go", null, Json.EmptyObject));

        Assert.Equal(["1", "null 4", "null"], world.Lines);
    }

    [Fact]
    public void A_variable_without_a_storage_driver_has_its_default_after_a_suspension()
    {
        var world = Run(Sequence(
            Script("R", "setK('kept'); setL('lost')"), Line("`${getK()} ${getL()}`"), Wait("go"),
            Line("`${getK()} ${getL()}`")));

        world.Raise(new WorldEvent("go", null, Json.EmptyObject));

        Assert.Equal(["kept lost", "kept [1]"], world.Lines);
    }

    [Fact]
    public void A_script_without_a_value_leaves_the_variable_of_its_result_alone()
    {
        const string Bound = """, "result": { "typeName": "Object", "memoryReference": { "id": "K" } }""";

        Assert.Equal(["5"], Run(Sequence(Script("R", "setK(5)", Bound), Line("getK()"))).Lines);
    }

    [Fact]
    public void A_variable_of_type_date_is_a_date_in_a_script_and_a_text_of_its_spelling_elsewhere()
    {
        var world = Run(Sequence(
            Script("R", "setD(new Date('2030-02-03T04:05:06Z'))"),
            Line("`${getD().getUTCFullYear()} ${variables.D.toISOString()} ${getD() > DateTime.UtcNow}`")));

        Assert.Equal(["2030 2030-02-03T04:05:06.000Z true"], world.Lines);
        Assert.Equal(
            "2030-02-03T04:05:06.0000000+00:00", world.Instances[0].State.Variables["D"].GetString());
    }

    [Fact]
    public void What_is_written_for_an_input_that_takes_anything_is_its_text() => Assert.Equal(
        ["string {\"a\": 1}"],
        Run(Sequence(
            """
            { "id": "S", "type": "Elsa.SetVariable", "variable": { "id": "K" }, "value": { "typeName": "Object",
              "expression": { "type": "Object", "value": "{\"a\": 1}" } } }
            """,
            Line("`${typeof getK()} ${getK()}`"))).Lines);

    [Fact]
    public void Each_child_of_a_bulk_start_has_the_correlation_that_its_item_gives()
    {
        var world = Run(Bulk("""
            , "correlationIdFunction": { "typeName": "String",
              "expression": { "type": "JavaScript", "value": "`c-${getItem()}-${args.item}`" } }
            """), child: Sequence(Line("`${getCorrelationId()} ${getInput('Item')}`")));

        Assert.Equal(["c-1-1 1", "c-2-2 2"], world.Lines);
    }

    [Fact]
    public void A_cancelled_child_of_a_bulk_start_runs_no_port_and_counts()
    {
        var world = Run(
            Sequence(Bulk(""", "childCompleted": """ + Line("`ended ${getInput('WorkflowOutput').O}`")), Line("'all'")),
            child: Sequence(Wait("go"), """
                { "id": "O", "type": "Elsa.SetOutput", "outputName": { "typeName": "String",
                  "expression": { "type": "Literal", "value": "O" } }, "outputValue": { "typeName": "Object",
                  "expression": { "type": "Literal", "value": "2" } } }
                """));

        Assert.True(world.Give(world.Instances[1], new Command.Cancel("test")));
        Assert.Empty(world.Lines);
        world.Raise(new WorldEvent("go", null, Json.EmptyObject));

        Assert.Equal(["ended 2", "all"], world.Lines);
    }

    [Theory]
    [InlineData("true", new[] { "child" })]
    [InlineData("false", new[] { "child", "Running Suspended" })]
    public void A_workflow_that_is_executed_without_waiting_is_run_until_it_waits(string waits, string[] expected)
    {
        var world = Run(
            Sequence(
                $$"""
                { "id": "X", "name": "X", "type": "Elsa.ExecuteWorkflow",
                  "workflowDefinitionId": { "typeName": "String",
                    "expression": { "type": "Literal", "value": "child" } },
                  "waitForCompletion": { "typeName": "Boolean",
                    "expression": { "type": "Literal", "value": {{waits}} } } }
                """,
                Line("`${getResultFromX().status} ${getResultFromX().subStatus}`")),
            child: Sequence(Line("'child'"), Wait("go"), Line("'end'")));

        Assert.Equal(expected, world.Lines);
        world.Raise(new WorldEvent("go", null, Json.EmptyObject));
        Assert.Equal(waits == "true" ? "Finished Finished" : "end", world.Lines[^1]);
    }

    [Fact]
    public void An_event_starts_before_it_resumes_and_reaches_what_it_has_just_started()
    {
        var world = Run(Sequence(Wait("go"), Line("'waited'")), child: Sequence(
            Wait("go", """, "customProperties": { "CanStartWorkflow": true }"""), Line("'started'"),
            Wait("go"), Line("'reached'")));

        world.Raise(new WorldEvent("go", null, Json.EmptyObject));

        Assert.Equal(["started", "waited", "reached"], world.Lines);
    }

    private static World Run(string root, string input = "{}", string? child = null)
    {
        var world = new World(Scripts.Evaluate, Asked.Now);
        if (child is not null)
            Publish(world, "child", child);
        Publish(world, "probe", root);
        world.Start(new Command.Start
        {
            Instance = default,
            Definition = new DefinitionVersion(new DefinitionId("probe"), 0),
            Input = Json.Parse(input).EnumerateObject().ToImmutableDictionary(one => one.Name, one => one.Value),
        });
        return world;
    }

    private static void Publish(World world, string id, string root)
    {
        const string Driver = "\"WorkflowInstanceStorageDriver\"";
        var reading = DefinitionReader.Read(Json.Parse($$"""
            { "definitionId": "{{id}}", "version": 1,
              "inputs": [{ "name": "a", "type": "Int32", "storageDriverType": {{Driver}} }],
              "variables": [
                { "id": "K", "name": "K", "typeName": "Object", "storageDriverTypeName": {{Driver}} },
                { "id": "D", "name": "D", "typeName": "DateTimeOffset", "storageDriverTypeName": {{Driver}} },
                { "id": "L", "name": "L", "typeName": "Object", "value": "[1]" }],
              "root": {{root}} }
            """));
        world.Publish(Assert.IsType<WorkflowDefinition>(reading.Definition));
    }

    private static string Sequence(params string[] activities) =>
        $$"""{ "id": "{{NextId()}}", "type": "Elsa.Sequence", "activities": [{{string.Join(',', activities)}}] }""";

    /// <summary>Ids within a drawing are unique.</summary>
    private static string NextId() => $"n{Interlocked.Increment(ref ids)}";

    private static string Line(string script) => Of(NextId(), "Elsa.WriteLine", Input("text", "JavaScript", script));

    private static string Wait(string name, string more = "") =>
        Of(NextId(), "Elsa.Event", Input("eventName", "Literal", name) + more);

    private static string Script(string id, string script, string more = "") =>
        Of(id, "Elsa.RunJavaScript", Input("script", "Literal", script) + more);

    private static string Bulk(string more) => Of("B", "Elsa.BulkDispatchWorkflows",
        Input("workflowDefinitionId", "Literal", "child") + "," + Input("items", "JavaScript", "[1, 2]") + more);

    private static string Of(string id, string type, string inputs) =>
        $$"""{ "id": "{{id}}", "name": "{{id}}", "type": "{{type}}", {{inputs}} }""";

    private static string Input(string name, string syntax, string value) => $$"""
        "{{name}}": { "typeName": "String", "expression": {
          "type": "{{syntax}}", "value": {{JsonSerializer.Serialize(value)}} } }
        """;
}
