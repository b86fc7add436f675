using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Definitions;

public sealed class UsedWorkflowTests
{
    [Fact]
    public void A_published_version_that_may_be_used_has_no_problem_and_its_outcomes_are_ports()
    {
        var problems = Check(Uses("child", 2, "Approved"), Workflow("child", 2, Step, outcomes: "Approved"));

        Assert.Empty(problems);
        Assert.Equal(["WF106", "WF130"],
            Check(Uses("child", 2, "Rejected"), Workflow("child", 2, Step, outcomes: "Approved"))
                .Select(problem => problem.Code));
    }

    [Fact]
    public void Another_version_than_the_published_one_is_refused() =>
        Assert.Equal("WF119", Assert.Single(Check(Uses("child", 3), Workflow("child", 2, Step))).Code);

    [Fact]
    public void What_may_not_be_used_as_an_activity_is_refused() =>
        Assert.Equal("WF109", Assert.Single(
            Check(Uses("child", 2), Workflow("child", 2, Step, isUsable: false))).Code);

    [Fact]
    public void An_input_that_the_used_workflow_does_not_have_is_a_warning()
    {
        var problem = Assert.Single(Check(Uses("child", 2, members: """
            , "text": { "expression": { "type": "Literal", "value": "x" } }
            """), Workflow("child", 2, Step)));

        Assert.Equal(("WF112", ProblemSeverity.Warning), (problem.Code, problem.Severity));
    }

    [Fact]
    public void A_workflow_that_comes_to_use_itself_is_refused_in_whatever_version()
    {
        Assert.Equal("WF118", Assert.Single(Check(
            Uses("child", 2), Workflow("child", 2, Used("probe", 1)), Workflow("probe", 1, Step))).Code);
        Assert.Equal("WF118", Assert.Single(Check(
            Uses("child", 2), Workflow("child", 2, Used("other", 1)), Workflow("other", 1, Used("child", 1)),
            Workflow("child", 1, Step))).Code);
        Assert.Equal("WF118", Assert.Single(Check(
            Uses("child", 2), Workflow("child", 2, Used("other", 1)), Workflow("other", 1, Used("child", 2)))).Code);
    }

    [Fact]
    public void What_unfolds_to_more_activities_than_a_definition_may_have_is_refused()
    {
        const int Deepest = 40;
        string Twice(string id) => $"{Used(id, 1)}, {Used(id, 1, "Y")}";
        var levels = Enumerable.Range(1, Deepest).Select(level => Workflow(
            $"level-{level}", 1, level == Deepest ? Step : Twice($"level-{level + 1}")));

        var problem = Assert.Single(Check(Uses("level-1", 1), [.. levels]));

        Assert.Equal("WF121", problem.Code);
    }

    [Fact]
    public void What_is_used_counts_as_drawn_where_it_is_used()
    {
        var used = new[] { Workflow("child", 2, Used("inner", 1)), Workflow("inner", 1, Step) }
            .ToDictionary(one => new DefinitionVersion(one.Id, one.Version));

        var whole = UsedWorkflows.Inlined(Drawn.Read(Uses("child", 2)), used.GetValueOrDefault);

        Assert.Contains(whole.Root.WithAll(), node => node.Id.Value == "step");
    }

    private const string Step = """{ "id": "step", "type": "Elsa.WriteLine" }""";

    private static string Used(string id, int version, string name = "X", string members = "") => $$"""
        { "id": "{{name}}", "type": "Child", "workflowDefinitionId": "{{id}}", "version": {{version}}{{members}} }
        """;

    private static string Uses(string id, int version, string port = "Done", string members = "") => Drawn.Flowchart(
        $$"""{{Used(id, version, members: members)}}, { "id": "E", "type": "Elsa.End" }""", $$"""
        { "source": { "activity": "X", "port": "{{port}}" }, "target": { "activity": "E" } }
        """);

    private static WorkflowDefinition Workflow(
        string id, int version, string activities, string? outcomes = null, bool isUsable = true)
    {
        var read = Drawn.Read($$"""
            { "definitionId": "{{id}}", "version": {{version}},
              "options": { "usableAsActivity": {{(isUsable ? "true" : "false")}} },
              "root": { "id": "root", "type": "Elsa.Sequence", "activities": [{{activities}}] } }
            """);
        return read with { Outcomes = outcomes is null ? [] : [outcomes] };
    }

    private static ImmutableArray<Problem> Check(string drawing, params WorkflowDefinition[] published)
    {
        var used = published.ToDictionary(one => new DefinitionVersion(one.Id, one.Version));
        return PublishCheck.Of(Drawn.Read(drawing), new KnownParts
        {
            Activities = ImmutableDictionary<string, KnownActivity>.Empty,
            HasDefinition = _ => true,
            Used = used.GetValueOrDefault,
        });
    }
}
