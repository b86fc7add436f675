using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Scripting;

/// <summary>How values leave a workflow that is used as an activity.</summary>
public sealed class CompositeValueTests
{
    private const string SetSum = """
        { "id": "O", "type": "Elsa.SetOutput",
          "outputName": { "typeName": "String", "expression": { "type": "Literal", "value": "Sum" } },
          "outputValue": { "typeName": "Object", "expression": { "type": "JavaScript", "value": "5" } } }
        """;

    [Fact]
    public void Setting_an_output_sets_the_variable_of_its_name_in_the_same_workflow_too() => Assert.Equal(
        ["inside 5", "outside 5, mine"],
        Lines(SetSum + "," + Line("I", "`inside ${getVariable('Sum')}`"), """
            { "id": "v", "name": "Sum", "typeName": "Int32", "value": 1 }
            """));

    [Fact]
    public void A_script_that_sets_a_variable_of_the_name_of_an_output_has_set_the_output() => Assert.Equal(
        ["outside 7, mine"], Lines(Script("R", "setVariable('Sum', 7)")));

    [Fact]
    public void An_output_that_was_set_stays_whatever_a_script_does_with_its_variable() => Assert.Equal(
        ["outside 5, mine"], Lines(SetSum + "," + Script("R", "setVariable('Sum', 7)")));

    [Fact]
    public void A_script_that_chooses_no_outcome_goes_on_by_no_line()
    {
        var world = new World(Scripts.Evaluate, Asked.Now);
        Publish(world, "probe", $$"""
            { "id": "F", "type": "Elsa.Flowchart",
              "activities": [{{Script("R", "setOutcomes([])")}}, {{Line("L", "'next'")}}],
              "connections": [{ "source": { "activity": "R", "port": "Done" }, "target": { "activity": "L" } }] }
            """, "");
        Start(world);

        Assert.Empty(world.Lines);
        Assert.Equal(InstanceSubStatus.Finished, world.Instances[0].State.SubStatus);
    }

    private static List<string> Lines(string activities, string variables = "")
    {
        var world = new World(Scripts.Evaluate, Asked.Now);
        Publish(world, "child", Sequence("C", activities), variables);
        Publish(world, "probe", Sequence("P", """
            { "id": "U", "name": "U", "type": "Child", "version": 1, "workflowDefinitionId": "child",
              "sum": { "typeName": "Int32", "memoryReference": { "id": "res" } } }
            """ + "," + Line("L", "`outside ${getVariable('Res')}, ${getVariable('Sum')}`")), """
            { "id": "res", "name": "Res", "typeName": "Object" },
            { "id": "own", "name": "Sum", "typeName": "Object", "value": "mine" }
            """);
        Start(world);
        return world.Lines;
    }

    private static void Start(World world) => world.Start(new Command.Start
    {
        Instance = default,
        Definition = new DefinitionVersion(new DefinitionId("probe"), 0),
    });

    private static void Publish(World world, string id, string root, string variables)
    {
        var reading = DefinitionReader.Read(Json.Parse($$"""
            { "definitionId": "{{id}}", "version": 1, "variables": [{{variables}}],
              "outputs": [{ "name": "Sum", "type": "Int32" }], "options": { "usableAsActivity": true },
              "root": {{root}} }
            """));
        world.Publish(Assert.IsType<WorkflowDefinition>(reading.Definition));
    }

    private static string Sequence(string id, string activities) =>
        $$"""{ "id": "{{id}}", "type": "Elsa.Sequence", "activities": [{{activities}}] }""";

    private static string Line(string id, string script) => $$"""
        { "id": "{{id}}", "type": "Elsa.WriteLine", "text": { "typeName": "String",
          "expression": { "type": "JavaScript", "value": "{{script}}" } } }
        """;

    private static string Script(string id, string script) => $$"""
        { "id": "{{id}}", "type": "Elsa.RunJavaScript", "script": { "typeName": "String",
          "expression": { "type": "Literal", "value": "{{script}}" } } }
        """;
}
