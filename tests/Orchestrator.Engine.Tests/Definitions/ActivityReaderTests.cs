using System.Text.Json;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Definitions;

public sealed class ActivityReaderTests
{
    [Fact]
    public void Members_are_told_apart_by_their_shape()
    {
        var node = Drawn.ReadOne("""
            {
              "id": "X", "name": "发信1", "type": "Some.Type", "nodeId": "Workflow1:X",
              "metadata": { "displayText": "发信" },
              "customProperties": { "canStartWorkflow": true, "mergeMode": "Race" },
              "text": { "typeName": "String", "expression": { "type": "Literal", "value": "你好" },
                        "memoryReference": { "id": "m" } },
              "result": { "typeName": "Object", "memoryReference": { "id": "v1" } },
              "unset": { "typeName": "String", "expression": null, "memoryReference": null },
              "nothing": null,
              "raw": [1, 2],
              "body": { "id": "Y", "type": "Other.Type" }
            }
            """);

        Assert.Equal("发信1", node.Name);
        Assert.Equal(["raw", "text"], node.Inputs.Keys.Order());
        Assert.Equal(("Literal", "String"), (node.Inputs["text"].Syntax, node.Inputs["text"].TypeName));
        Assert.Equal("[1, 2]", node.Inputs["raw"].Value.GetRawText());
        Assert.Equal("v1", Assert.Single(node.Outputs).Value);
        Assert.Equal("Y", Assert.Single(node.Ports).Value.Id.Value);
        Assert.True(node.CanStartWorkflow);
        Assert.Equal("Race", node.MergeMode);
        Assert.Equal(1, node.Version);
    }

    [Theory]
    [InlineData("\"True\"", true)]
    [InlineData("\"False\"", false)]
    [InlineData("true", true)]
    public void A_checkbox_is_read_as_text_or_as_boolean(string value, bool starts)
    {
        var node = Drawn.ReadOne($$"""
            { "id": "X", "type": "Elsa.Event", "customProperties": { "canStartWorkflow": {{value}} } }
            """);

        Assert.Equal(starts, node.CanStartWorkflow);
    }

    [Theory]
    [InlineData("""{ "id": "v1", "name": "Total" }""")]
    [InlineData("\"{\\\"id\\\": \\\"v1\\\", \\\"name\\\": \\\"Total\\\"}\"")]
    public void A_variable_reference_is_an_object_however_it_was_sent(string value)
    {
        var node = Drawn.ReadOne($$"""
            { "id": "X", "type": "T", "text": { "expression": { "type": "Variable", "value": {{value}} } } }
            """);

        Assert.Equal("v1", node.Inputs["text"].Value.GetProperty("id").GetString());
    }

    [Fact]
    public void A_broken_variable_reference_is_null_and_a_warning()
    {
        var reading = DefinitionReader.Read(Drawn.Definition("""
            { "id": "X", "type": "T", "text": { "expression": { "type": "Input", "value": "{ name" } } }
            """));

        var problem = Assert.Single(reading.Problems);
        Assert.Equal(
            ("WF008", "Workflow1:X.text", ProblemSeverity.Warning), (problem.Code, problem.Where, problem.Severity));
        Assert.Equal(JsonValueKind.Null, reading.Definition!.Root.Inputs["text"].Value.ValueKind);
    }

    [Fact]
    public void The_text_of_a_list_or_dictionary_is_kept_for_the_evaluation()
    {
        var node = Drawn.ReadOne("""
            {
              "id": "X", "type": "T",
              "branches": { "typeName": "List<String>", "expression": { "type": "Object", "value": "[\"甲\", \"乙\"]" } },
              "input": { "expression": { "type": "Json", "value": "{\"k\": {\"type\": \"Literal\"}}" } },
              "empty": { "typeName": null, "expression": { "type": "JavaScript" } }
            }
            """);

        Assert.Equal("[\"甲\", \"乙\"]", node.Inputs["branches"].Value.GetString());
        Assert.Equal("Object", node.Inputs["input"].Syntax);
        Assert.Equal(JsonValueKind.Null, node.Inputs["empty"].Value.ValueKind);
        Assert.Null(node.Inputs["empty"].TypeName);
    }

    [Fact]
    public void The_target_of_set_variable_is_a_raw_input()
    {
        var node = Drawn.ReadOne("""
            { "id": "X", "type": "Elsa.SetVariable", "variable": { "id": "v1", "name": "Amount", "typeName": "Int32" } }
            """);

        Assert.Equal("v1", node.Inputs["variable"].Value.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(
        """{ "source": { "activity": "A", "port": "Yes" }, "target": { "activity": "B", "port": "In" } }""", "Yes")]
    [InlineData("""{ "source": { "activity": "A" }, "target": { "activity": "B", "port": null } }""", "Done")]
    [InlineData("""{ "Source": { "Activity": "A", "Port": "Late" }, "Target": { "Activity": "B" } }""", "Late")]
    [InlineData("""{ "source": "A", "target": "B", "sourcePort": "Old", "targetPort": "In" }""", "Old")]
    [InlineData("""{ "source": "A", "target": "B" }""", "Done")]
    public void A_connection_is_read_in_every_form_that_was_ever_written(string connection, string port)
    {
        var definition = Drawn.Read(Drawn.Flowchart(
            """{ "id": "A", "type": "T" }, { "id": "B", "type": "T" }""", connection));

        Assert.Equal([new Connection(new ActivityId("A"), port, new ActivityId("B"), "In")],
            definition.Root.Connections);
    }

    [Fact]
    public void A_structured_switch_has_cases_with_activities_and_a_default()
    {
        var node = Drawn.ReadOne("""
            {
              "id": "S", "type": "Elsa.Switch",
              "cases": [
                { "label": "大", "condition": { "type": "JavaScript", "value": "getN() > 3" },
                  "activity": { "id": "A", "type": "T" } },
                { "label": "小", "condition": null, "activity": null }
              ],
              "default": { "id": "D", "type": "T" }
            }
            """);

        Assert.Equal(
            [("大", "JavaScript"), ("小", "Literal")], node.Cases.Select(item => (item.Label, item.Condition.Syntax)));
        Assert.Equal("A", node.Cases[0].Activity!.Id.Value);
        Assert.Null(node.Cases[1].Activity);
        Assert.Equal("D", node.Ports["default"].Id.Value);
        Assert.Empty(node.Inputs);
    }

    [Fact]
    public void The_branches_of_a_fork_are_its_children()
    {
        var node = Drawn.ReadOne("""
            { "id": "F", "type": "Elsa.Fork", "joinMode": "WaitAny",
              "branches": [{ "id": "A", "type": "T" }, { "id": "B", "type": "T" }] }
            """);

        Assert.Equal(["A", "B"], node.Children.Select(child => child.Id.Value));
        Assert.Equal(["joinMode"], node.Inputs.Keys);
    }

    [Fact]
    public void A_workflow_used_as_an_activity_names_its_version_and_keeps_its_inputs()
    {
        var node = Drawn.ReadOne("""
            {
              "id": "C", "type": "ChildSum", "version": 4, "workflowDefinitionId": "child-sum",
              "workflowDefinitionVersionId": "child-sum-v4", "latestAvailablePublishedVersion": 5,
              "latestAvailablePublishedVersionId": "child-sum-v5",
              "a": { "typeName": "Int32", "expression": { "type": "Literal", "value": 4 } }
            }
            """);

        Assert.Equal(new DefinitionVersion(new DefinitionId("child-sum"), 4), node.UsesWorkflow);
        Assert.Equal(["a"], node.Inputs.Keys);
    }

    [Fact]
    public void A_dispatched_definition_is_an_input_and_not_a_use()
    {
        var node = Drawn.ReadOne("""
            {
              "id": "C", "type": "Elsa.DispatchWorkflow",
              "workflowDefinitionId": { "typeName": "String", "expression": { "type": "Literal", "value": "child" } }
            }
            """);

        Assert.Null(node.UsesWorkflow);
        Assert.Equal("child", node.Inputs["workflowDefinitionId"].Value.GetString());
    }

    [Fact]
    public void A_placeholder_is_read_as_the_activity_it_stands_for_with_its_parked_connections()
    {
        var definition = Drawn.Read(Drawn.Definition("""
            {
              "id": "F", "type": "Elsa.Flowchart",
              "customProperties": {
                "notFoundConnections": [{ "source": { "activity": "Z" }, "target": { "activity": "W" } }] },
              "activities": [
                { "id": "Z", "type": "Elsa.NotFoundActivity", "missingTypeName": "Nope.Missing",
                  "originalActivityJson": "{\"id\": \"Z\", \"type\": \"Nope.Missing\", \"version\": 3}" },
                { "id": "W", "type": "Elsa.WriteLine" }
              ]
            }
            """));

        Assert.Equal("Nope.Missing", definition.Root.Children[0].Type);
        Assert.Equal("Z", Assert.Single(definition.Root.Connections).Source.Value);
    }
}
