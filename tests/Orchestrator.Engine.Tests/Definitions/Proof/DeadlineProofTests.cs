using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Tests.Instances;

namespace Orchestrator.Engine.Tests.Definitions.Proof;

/// <summary>Waits without a deadline, deadlines that tell nobody, variables that nothing has set: each with its way.
/// </summary>
public sealed class DeadlineProofTests
{
    private const string Start = """{ "id": "start", "type": "Elsa.Start" }""";
    private const string Fork = """
        { "id": "fork", "type": "Elsa.FlowFork",
          "branches": { "expression": { "type": "Object", "value": "[\"A\",\"B\"]" } } }
        """;
    private const string Wait = """{ "id": "wait", "type": "Elsa.Event" }""";
    private const string Clock = """{ "id": "clock", "type": "Elsa.Delay" }""";
    private const string End = """{ "id": "end", "type": "Elsa.End" }""";

    private static readonly KnownParts Known = new()
    {
        Activities = ImmutableDictionary<string, KnownActivity>.Empty
            .Add("House.Task", new KnownActivity
            {
                Inputs = ImmutableDictionary<string, bool>.Empty.Add("due", false).Add("lapse", false),
                MayWait = true,
                Deadlines = ["due"],
                LapsesBy = "lapse",
                Tells = true,
            })
            .Add("House.Read", new KnownActivity { Inputs = ImmutableDictionary<string, bool>.Empty })
            .Add("House.Mail", new KnownActivity
            {
                Inputs = ImmutableDictionary<string, bool>.Empty,
                Tells = true,
            }),
        HasDefinition = _ => true,
    };

    [Fact]
    public void A_task_without_a_deadline_is_a_warning_with_the_way_to_it()
    {
        var problem = Assert.Single(Prove(Draw([Start, Task("ask")], "start > ask")));

        Assert.Equal(
            ("WF133", ProblemSeverity.Warning, "Workflow1:F start → ask"),
            (problem.Code, problem.Severity, problem.Where));
    }

    [Fact]
    public void A_deadline_of_its_own_or_a_reason_for_none_is_enough()
    {
        Assert.Empty(Prove(Draw([Start, Task("ask", "due")], "start > ask")));
        Assert.Empty(Prove(Draw([Start, """
            { "id": "ask", "type": "House.Task", "customProperties": { "noDeadline": "等子流程，子流程各有期限" } }
            """], "start > ask")));
        Assert.Single(Prove(Draw([Start, """
            { "id": "ask", "type": "House.Task", "customProperties": { "noDeadline": " " } }
            """], "start > ask")));
    }

    [Fact]
    public void An_event_beside_a_clock_has_a_deadline_and_one_before_or_behind_it_has_none()
    {
        var mail = """{ "id": "mail", "type": "House.Mail" }""";

        Assert.Empty(Prove(Draw([Start, Fork, Wait, Clock, mail, End],
            "start > fork", "fork:A > wait", "fork:B > clock", "clock > mail", "mail > end", "wait > end")));
        Assert.Equal(["WF133"], Codes(Draw([Start, Wait, Clock], "start > wait", "wait > clock")));
        Assert.Equal(["WF133"], Codes(Draw([Start, Clock, Wait], "start > clock", "clock > wait")));
    }

    [Fact]
    public void A_clock_beside_the_container_of_a_wait_is_its_deadline_too()
    {
        var inside = $$"""{ "id": "both", "type": "Elsa.Sequence", "activities": [{{Wait}}] }""";
        var mail = """{ "id": "mail", "type": "House.Mail" }""";

        Assert.Empty(Prove(Draw([Start, Fork, inside, Clock, mail],
            "start > fork", "fork:A > both", "fork:B > clock", "clock > mail")));
        Assert.Empty(Prove(Drawn.Read(Drawn.Definition("""
            { "id": "all", "type": "Elsa.Fork", "branches": [
              { "id": "wait", "type": "Elsa.Event" }, { "id": "clock", "type": "Elsa.Delay" } ] }
            """))));
        Assert.Equal(["WF133"], Codes(Drawn.Read(Drawn.Definition("""
            { "id": "all", "type": "Elsa.Sequence", "activities": [
              { "id": "wait", "type": "Elsa.Event" }, { "id": "clock", "type": "Elsa.Delay" } ] }
            """))));
    }

    [Fact]
    public void A_deadline_that_leads_to_nobody_is_a_warning_and_a_pause_is_none()
    {
        var read = """{ "id": "read", "type": "House.Read" }""";
        var problem = Assert.Single(Prove(Draw([Start, Fork, Task("ask", "due"), Clock, read, End],
            "start > fork", "fork:A > ask", "fork:B > clock", "clock > read", "read > end", "ask > end")));

        Assert.Equal(("WF134", ProblemSeverity.Warning, "Workflow1:F start → fork → clock"),
            (problem.Code, problem.Severity, problem.Where));
        Assert.Empty(Prove(Draw([Start, Clock, read], "start > clock", "clock > read")));
    }

    [Fact]
    public void A_task_that_lapses_must_lead_on_to_somebody()
    {
        var mail = """{ "id": "mail", "type": "House.Mail" }""";

        Assert.Equal(["WF134"], Codes(Draw([Start, Task("ask", "due", "lapse"), End], "start > ask", "ask > end")));
        Assert.Empty(Prove(Draw([Start, Task("ask", "due", "lapse"), mail, End],
            "start > ask", "ask:Lapsed > mail", "ask > end")));
    }

    [Fact]
    public void Somebody_behind_the_next_wait_does_not_count_but_somebody_behind_the_container_does()
    {
        var mail = """{ "id": "mail", "type": "House.Mail" }""";
        var container = $$"""
            { "id": "inner", "type": "Elsa.Flowchart",
              "activities": [{{Fork}}, {{Task("ask", "due")}}, {{Clock}}, {{End}}],
              "connections": [
                { "source": { "activity": "fork", "port": "A" }, "target": { "activity": "ask", "port": "In" } },
                { "source": { "activity": "fork", "port": "B" }, "target": { "activity": "clock", "port": "In" } },
                { "source": { "activity": "clock", "port": "Done" }, "target": { "activity": "end", "port": "In" } } ] }
            """;

        Assert.Empty(Prove(Draw([Start, container, mail], "start > inner", "inner > mail")));
        Assert.Equal(["WF134"], Codes(Draw([Start, container], "start > inner")));
        Assert.Equal(["WF134"], Codes(Draw(
            [Start, Fork, Task("ask", "due"), Clock, """{ "id": "pause", "type": "Elsa.StartAt" }""", mail],
            "start > fork", "fork:A > ask", "fork:B > clock", "clock > pause", "pause > mail")));
    }

    [Fact]
    public void A_variable_that_is_read_on_a_way_without_a_setter_is_a_warning_with_that_way()
    {
        var problem = Assert.Single(Prove(Vary(
            [Start, Decide, Set, Read("getX()")],
            "start > decide", "decide:True > set", "set > read", "decide:False > read")));

        Assert.Equal(("WF136", ProblemSeverity.Warning, "Workflow1:F start → decide → read"),
            (problem.Code, problem.Severity, problem.Where));
    }

    [Theory]
    [InlineData("getX()")]
    [InlineData("getVariable('x')")]
    [InlineData("variables.x + 1")]
    public void A_variable_that_is_always_set_before_is_none(string script)
    {
        Assert.Empty(Prove(Vary([Start, Set, Read(script)], "start > set", "set > read")));
        Assert.Equal(["WF136"], Codes(Vary([Start, Read(script), Set], "start > read", "read > set")));
    }

    [Theory]
    [InlineData("getX() ?? 1")]
    [InlineData("typeof variables.x")]
    [InlineData("getXY()")]
    [InlineData("variables.x = 3")]
    public void Who_asks_first_or_reads_another_one_is_not_warned(string script) =>
        Assert.Empty(Prove(Vary([Start, Read(script)], "start > read")));

    [Fact]
    public void A_join_behind_a_branch_that_sets_it_may_read_it()
    {
        var join = """
            { "id": "join", "type": "Elsa.FlowJoin",
              "mode": { "expression": { "type": "Literal", "value": "WaitAll" } } }
            """;

        Assert.Empty(Prove(Vary([Start, Fork, Set, """{ "id": "other", "type": "Elsa.WriteLine" }""", join,
                Read("getX()")],
            "start > fork", "fork:A > set", "fork:B > other", "set > join", "other > join", "join > read")));
    }

    [Fact]
    public void A_default_value_is_a_value()
    {
        var drawing = Story.Flowchart(string.Join(',', Start, Read("getX()")), ["start > read"]);

        Assert.Empty(Prove(Drawn.Read(With(drawing, Drawn.Variable("x", "Int32", "3")))));
    }

    private const string Decide = """{ "id": "decide", "type": "Elsa.FlowDecision" }""";
    private const string Set = """
        { "id": "set", "type": "Elsa.SetVariable",
          "variable": { "id": "x", "name": "x", "typeName": "Int32" },
          "value": { "expression": { "type": "Literal", "value": "1" } } }
        """;

    private static string Read(string script) => $$"""
        { "id": "read", "type": "Elsa.WriteLine",
          "text": { "typeName": "String", "expression": { "type": "JavaScript", "value": "{{script}}" } } }
        """;

    private static string Task(string id, params IEnumerable<string> inputs) =>
        $$"""{ "id": "{{id}}", "type": "House.Task"{{string.Concat(inputs.Select(Input))}} }""";

    private static string Input(string name) =>
        $$""", "{{name}}": { "typeName": "Int32", "expression": { "type": "Literal", "value": 1 } }""";

    private static WorkflowDefinition Draw(IEnumerable<string> activities, params IReadOnlyList<string> lines) =>
        Drawn.Read(Story.Flowchart(string.Join(',', activities), lines));

    private static WorkflowDefinition Vary(IEnumerable<string> activities, params IReadOnlyList<string> lines) =>
        Drawn.Read(With(Story.Flowchart(string.Join(',', activities), lines), """
            , "variables": [{ "id": "x", "name": "x", "typeName": "Int32",
              "storageDriverTypeName": "WorkflowInstanceStorageDriver" }]
            """));

    private static string With(string definition, string more) => definition.Replace(
        "\"name\": \"试验\"", "\"name\": \"试验\"" + more, StringComparison.Ordinal);

    private static ImmutableArray<Problem> Prove(WorkflowDefinition definition) =>
        ModelProof.Of(definition, Known).Problems;

    private static IEnumerable<string> Codes(WorkflowDefinition definition) =>
        Prove(definition).Select(problem => problem.Code);
}
