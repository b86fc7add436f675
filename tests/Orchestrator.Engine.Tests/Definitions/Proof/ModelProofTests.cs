using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Tests.Instances;

namespace Orchestrator.Engine.Tests.Definitions.Proof;

public sealed class ModelProofTests
{
    private const string Start = """{ "id": "start", "type": "Elsa.Start" }""";
    private const string Decision = """{ "id": "decide", "type": "Elsa.FlowDecision" }""";
    private const string Join = """
        { "id": "join", "type": "Elsa.FlowJoin", "mode": { "expression": { "type": "Literal", "value": "WaitAll" } } }
        """;

    private static readonly KnownParts Known = new()
    {
        Activities = ImmutableDictionary<string, KnownActivity>.Empty
            .Add("House.Ask", new KnownActivity
            {
                Inputs = ImmutableDictionary<string, bool>.Empty,
                Outcomes = ["Yes", "No"],
                MayWait = true,
            }),
        HasDefinition = _ => true,
    };

    [Fact]
    public void A_join_that_waits_for_both_branches_of_a_decision_is_an_error_with_both_ways()
    {
        var problem = Assert.Single(Prove(Draw(
            [Start, Decision, Ask("a"), Ask("b"), Join, """{ "id": "after", "type": "Elsa.WriteLine" }"""],
            "start > decide", "decide:True > a", "decide:False > b", "a:Yes > join", "b:Yes > join", "join > after")));

        Assert.Equal(("WF131", ProblemSeverity.Error), (problem.Code, problem.Severity));
        Assert.Equal(
            "Workflow1:F start → decide → a → join；Workflow1:F start → decide → b → join", problem.Where);
        Assert.Contains("它后面的“after”也不会运行", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_join_of_a_fork_is_no_problem() => Assert.Empty(Prove(Draw(
        [
            Start, """
            { "id": "fork", "type": "Elsa.FlowFork",
              "branches": { "expression": { "type": "Object", "value": "[\"A\",\"B\"]" } } }
            """,
            Ask("a"), Ask("b"), Join,
        ],
        "start > fork", "fork:A > a", "fork:B > b", "a:Yes > join", "b:Yes > join")));

    [Fact]
    public void A_branch_that_only_an_impossible_outcome_leads_to_is_named_with_the_way_to_where_it_breaks_off()
    {
        var never = Draw(
            [
                Start, """
                { "id": "decide", "type": "Elsa.FlowDecision",
                  "condition": { "expression": { "type": "Literal", "value": "True" } } }
                """,
                Ask("yes"), Ask("no"),
            ],
            "start > decide", "decide:True > yes", "decide:False > no");

        var problem = Assert.Single(Prove(never));

        Assert.Equal(("WF130", ProblemSeverity.Warning), (problem.Code, problem.Severity));
        Assert.Equal("Workflow1:F start → decide → no", problem.Where);
    }

    [Fact]
    public void What_an_end_always_forestalls_is_an_error()
    {
        var problem = Assert.Single(Prove(Draw(
            [Start, """{ "id": "end", "type": "Elsa.End" }""", """{ "id": "a", "type": "Elsa.WriteLine" }""",
                """{ "id": "b", "type": "Elsa.WriteLine" }""", """{ "id": "c", "type": "Elsa.WriteLine" }"""],
            "start > a", "start > end", "a > b", "b > c")));

        Assert.Equal(("WF130", ProblemSeverity.Error), (problem.Code, problem.Severity));
        Assert.Equal("Workflow1:F start → a → b → c", problem.Where);
    }

    [Fact]
    public void A_loop_without_a_way_out_is_an_error_with_the_loop()
    {
        var problem = Assert.Single(Prove(Draw(
            [Start, Ask("a"), Ask("b")], "start > a", "a:Yes > b", "a:No > b", "b:Yes > a", "b:No > a")));

        Assert.Equal(("WF132", ProblemSeverity.Error), (problem.Code, problem.Severity));
        Assert.Equal("Workflow1:F start → a → b → a", problem.Where);
    }

    [Fact]
    public void In_token_mode_a_merge_behind_a_decision_waits_for_ever()
    {
        var drawing = Draw(
            [Start, Decision, Ask("a"), Ask("b"), Join],
            "start > decide", "decide:True > a", "decide:False > b", "a:Yes > join", "b:Yes > join");

        var found = Prove(drawing with
        {
            Options = drawing.Options with { FlowchartMode = FlowchartMode.Token },
        });

        Assert.Contains(found, problem =>
            problem.Code == "WF132" && problem.Where == "Workflow1:F start → decide → a → join");
        Assert.Contains(found, problem => problem.Code == "WF131");
    }

    [Fact]
    public void A_break_leaves_a_loop_that_nothing_else_would_end()
    {
        static string Loop(string inner) => $$"""
            { "id": "loop", "type": "Elsa.While", "condition": { "expression": { "type": "Literal", "value": true } },
              "body": { "id": "body", "type": "Elsa.Sequence", "activities": [
                { "id": "ask", "type": "House.Ask" }{{inner}} ] } }
            """;

        Assert.Empty(Prove(Draw([Start, Loop(""", { "id": "out", "type": "Elsa.Break" }""")], "start > loop")));
        var problem = Assert.Single(Prove(Draw([Start, Loop("")], "start > loop")));
        Assert.Equal(("WF132", "Workflow1:F:loop"), (problem.Code, problem.Where));
    }

    [Fact]
    public void What_stands_behind_an_end_in_a_sequence_never_runs()
    {
        var problem = Assert.Single(Prove(Drawn.Read(Drawn.Definition("""
            { "id": "all", "type": "Elsa.Sequence", "activities": [
              { "id": "end", "type": "Elsa.End" }, { "id": "after", "type": "Elsa.WriteLine" } ] }
            """))));

        Assert.Equal(("WF130", "Workflow1:all end → after"), (problem.Code, problem.Where));
    }

    [Fact]
    public void Too_many_branches_at_one_time_are_said_and_end()
    {
        var names = Enumerable.Range(0, 12).ToList();
        var fork = $$"""
            { "id": "fork", "type": "Elsa.FlowFork", "branches": { "expression": { "type": "Object",
              "value": [{{string.Join(',', names.Select(n => $"\"{n}\""))}}] } } }
            """;
        var found = Prove(Draw(
            [Start, fork, .. names.SelectMany(n => (string[])[Ask($"a{n}"), Ask($"b{n}")])],
            ["start > fork", .. names.SelectMany(n => (string[])[$"fork:{n} > a{n}", $"a{n}:Yes > b{n}"])]));

        var problem = Assert.Single(found);
        Assert.Equal(("WF135", ProblemSeverity.Warning), (problem.Code, problem.Severity));
    }

    [Fact]
    public void The_largest_drawing_is_proved()
    {
        var count = DefinitionLimits.Activities - 2;
        var drawing = Draw(
            [Start, .. Enumerable.Range(1, count).Select(n => Ask($"n{n}"))],
            ["start > n1", .. Enumerable.Range(1, count - 1).Select(n => $"n{n}:Yes > n{n + 1}")]);

        var proof = ModelProof.Of(drawing, Known);

        Assert.True(proof.IsComplete);
        Assert.Empty(proof.Problems);
    }

    private static ImmutableArray<Problem> Prove(WorkflowDefinition definition) =>
        ModelProof.Of(definition, Known).Problems;

    private static string Ask(string id) => $$"""{ "id": "{{id}}", "type": "House.Ask" }""";

    private static WorkflowDefinition Draw(IEnumerable<string> activities, params IReadOnlyList<string> lines) =>
        Drawn.Read(Story.Flowchart(string.Join(',', activities), lines));
}
