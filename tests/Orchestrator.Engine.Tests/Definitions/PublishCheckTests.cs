using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Tests.Definitions;

public sealed class PublishCheckTests
{
    private const string Start = """{ "id": "S", "type": "Elsa.Start" }""";

    private static readonly KnownParts Known = new()
    {
        Activities = ImmutableDictionary<string, KnownActivity>.Empty
            .Add("House.Move", new KnownActivity
            {
                Inputs = ImmutableDictionary<string, bool>.Empty.Add("trigger", true).Add("note", false),
                Outcomes = ["Done", "Unchanged"],
            })
            .Add("House.Ask", new KnownActivity
            {
                Inputs = ImmutableDictionary<string, bool>.Empty,
                MayWait = true,
            }),
        HasDefinition = id => id.Value == "child",
    };

    [Fact]
    public void A_drawing_that_can_run_has_no_problem() => Assert.Empty(Check(
        Start + """
        , { "id": "M", "type": "House.Move", "trigger": { "expression": { "type": "Literal", "value": "Close" } } }
        , { "id": "A", "type": "House.Ask" }, { "id": "E", "type": "Elsa.End" }
        """,
        Line("S", "Done", "M") + "," + Line("M", "Done", "A") + "," + Line("M", "Unchanged", "A") + ","
            + Line("A", "Whatever the form says", "M") + "," + Line("A", "Another button", "E")));

    [Theory]
    [InlineData("WF101", """{ "id": "X", "type": "House.Mov" }""")]
    [InlineData("WF101", """{ "id": "X", "type": "Elsa.WriteFileHttpResponse" }""")]
    [InlineData("WF102", """{ "id": "X", "type": "Elsa.RunCSharp" }""")]
    [InlineData("WF102", """{ "id": "X", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Python" } } }""")]
    [InlineData("WF104", """{ "id": "S", "type": "Elsa.End" }""")]
    [InlineData("WF105", """{ "id": "X", "type": "House.Move" }""")]
    [InlineData("WF105", """{ "id": "X", "type": "Elsa.Event" }""")]
    [InlineData("WF105", """{ "id": "X", "type": "Elsa.Cron" }""")]
    [InlineData("WF117", """
        { "id": "X", "type": "Elsa.Cron", "customProperties": { "canStartWorkflow": true },
          "cronExpression": { "expression": { "type": "Literal", "value": "0 0 9 15W * ?" } } }
        """)]
    [InlineData("WF114", """{ "id": "X", "type": "Elsa.Delay", "customProperties": { "canStartWorkflow": true } }""")]
    [InlineData("WF115", """
        { "id": "X", "type": "Elsa.Sequence",
          "variables": [ { "id": "a", "name": "Day" }, { "id": "b", "name": "Day" } ] }
        """)]
    [InlineData("WF119", """{ "id": "X", "type": "Child", "workflowDefinitionId": "child" }""")]
    [InlineData("WF110", """
        { "id": "X", "type": "Elsa.DispatchWorkflow",
          "workflowDefinitionId": { "expression": { "type": "Literal", "value": "chlid" } } }
        """)]
    [InlineData("WF111", """
        { "id": "X", "type": "Elsa.SetVariable", "variable": { "id": "gone" } }
        """)]
    public void An_activity_that_cannot_run_is_an_error(string code, string activity)
    {
        var problem = Assert.Single(
            Check($"{Start}, {activity}", Line("S", "Done", "X")),
            one => one.Severity == ProblemSeverity.Error && one.Code != "WF103");

        Assert.Equal(code, problem.Code);
    }

    [Fact]
    public void A_line_to_nowhere_names_what_was_probably_meant()
    {
        var problem = Assert.Single(Check($$"""{{Start}}, { "id": "Close", "type": "Elsa.End" }""",
            Line("S", "Done", "Close") + "," + Line("S", "Done", "Closs")));

        Assert.Equal("WF103", problem.Code);
        Assert.Contains("“Close”", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_that_never_comes_is_an_error_for_the_house_and_a_warning_for_Elsa()
    {
        var problems = Check(Start + """
            , { "id": "M", "type": "House.Move", "trigger": { "expression": { "type": "Literal", "value": "Close" } } }
            , { "id": "E", "type": "Elsa.End" }
            """, Line("S", "Nope", "M") + "," + Line("S", "Done", "M") + "," + Line("M", "Closed", "E"));

        Assert.Equal(
            [
                ("WF106", ProblemSeverity.Warning), ("WF106", ProblemSeverity.Error),
                ("WF130", ProblemSeverity.Warning),
            ],
            problems.Select(problem => (problem.Code, problem.Severity)));
    }

    [Theory]
    [InlineData("Done", "Unchanged")]
    [InlineData("Unchanged", "Done")]
    public void A_step_of_the_house_that_goes_on_by_one_outcome_only_is_an_error(string drawn, string loose)
    {
        var problem = Assert.Single(Check(Start + """
            , { "id": "M", "type": "House.Move", "trigger": { "expression": { "type": "Literal", "value": "Close" } } }
            , { "id": "E", "type": "Elsa.End" }
            """, Line("S", "Done", "M") + "," + Line("M", drawn, "E")));

        Assert.Equal(("WF116", ProblemSeverity.Error), (problem.Code, problem.Severity));
        Assert.Contains($"“{loose}”没有连线", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_step_goes_on_by_no_outcome() => Assert.Empty(Check(Start + """
        , { "id": "M", "type": "House.Move", "trigger": { "expression": { "type": "Literal", "value": "Close" } } }
        """, Line("S", "Done", "M")));

    [Fact]
    public void A_loop_in_which_nothing_waits_and_nothing_decides_is_an_error()
    {
        const string Loop = """
            , { "id": "A", "type": "Elsa.WriteLine" }, { "id": "B", "type": "Elsa.WriteLine" }
            """;

        var problem = Assert.Single(
            Check(Start + Loop, Line("S", "Done", "A") + "," + Line("A", "Done", "B") + "," + Line("B", "Done", "A")));

        Assert.Equal(("WF107", ProblemSeverity.Error), (problem.Code, problem.Severity));
    }

    [Fact]
    public void A_loop_that_only_a_decision_ends_is_a_warning_and_one_that_waits_is_nothing()
    {
        const string Busy = """, { "id": "D", "type": "Elsa.FlowDecision" }, { "id": "W", "type": "Elsa.WriteLine" }""";
        const string Waiting = """, { "id": "D", "type": "Elsa.FlowDecision" }, { "id": "W", "type": "Elsa.Delay" }""";
        var lines = Line("S", "Done", "D") + "," + Line("D", "True", "W") + "," + Line("W", "Done", "D");

        var problem = Assert.Single(Check(Start + Busy, lines));

        Assert.Equal(("WF107", ProblemSeverity.Warning), (problem.Code, problem.Severity));
        Assert.Empty(Check(Start + Waiting, lines));
    }

    [Fact]
    public void An_activity_that_nothing_reaches_is_a_warning()
    {
        var problem = Assert.Single(Check(Start + """, { "id": "Alone", "type": "Elsa.WriteLine" }""", ""));

        Assert.Equal(("WF108", ProblemSeverity.Warning), (problem.Code, problem.Severity));
    }

    [Fact]
    public void A_line_back_into_the_middle_of_a_branch_is_an_error()
    {
        var problems = Check(
            Start + """, { "id": "A", "type": "House.Ask" }, { "id": "B", "type": "House.Ask" }""",
            Line("S", "Done", "A") + "," + Line("S", "Done", "B") + "," + Line("A", "x", "B") + ","
                + Line("B", "y", "A"));

        Assert.Equal("WF113", Assert.Single(problems).Code);
    }

    [Fact]
    public void Every_recorded_definition_is_checked_to_the_end() => Assert.All(Drawn.Recorded, recorded =>
    {
        if (DefinitionReader.Read(recorded.Definition).Definition is { } definition)
            Assert.All(PublishCheck.Of(definition, Known), problem => Assert.NotEmpty(problem.Message));
    });

    private static ImmutableArray<Problem> Check(string activities, string lines) =>
        PublishCheck.Of(Drawn.Read(Drawn.Flowchart(activities, lines)), Known);

    private static string Line(string source, string port, string target) =>
        $$"""{ "source": { "activity": "{{source}}", "port": "{{port}}" }, "target": { "activity": "{{target}}" } }""";
}
