using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;
using Orchestrator.Engine.Tests.Instances;
using static Orchestrator.Engine.Tests.Activities.Sketch;

namespace Orchestrator.Engine.Tests.Activities;

public sealed class FlowchartTests
{
    private static string Decision(string id, string condition) => Node(id, "FlowDecision", condition);

    private static string Flowchart(string activities, params IReadOnlyList<string> lines) =>
        Story.Flowchart(activities, lines);

    private static string Token(string definition) => definition.Replace(
        "\"name\": \"试验\"", "\"name\": \"试验\"" + Sketch.Token, StringComparison.Ordinal);

    /// <summary>C and D lead to each other; D is nearer to the start, so that C → D is the line back.</summary>
    private static string TwoThatLeadToEachOther(string c) => Flowchart(
        $"{Node("S", "Start")}, {Write("A")}, {Write("B")}, {c}, {Write("D")}",
        "S > A", "A > B", "A > D", "B > C", "C:True > D", "D > C");

    [Fact]
    public void Of_two_steps_that_lead_to_each_other_the_one_nearer_to_the_start_comes_first()
    {
        var story = new Story(TwoThatLeadToEachOther(Decision("C", Text("condition", "false"))));

        var instance = story.Start();

        Assert.Equal(["A", "B", "D"], story.World.Lines);
        Assert.Single(Statuses(instance), "C Completed");
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_line_back_that_closes_no_loop_is_the_incident_of_the_step_that_followed_it()
    {
        var story = new Story(TwoThatLeadToEachOther(Decision("C", Text("condition", "true"))));

        var instance = story.Start();

        Assert.Equal(["C RT114"], Incidents(instance));
        Assert.Contains("F Running", Statuses(instance));
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);
    }

    [Fact]
    public void A_line_back_that_closes_no_loop_is_an_incident_also_behind_a_step_that_a_person_skips()
    {
        var story = new Story(TwoThatLeadToEachOther(ByHandStory.Event("C")));
        var instance = story.Start();

        story.Do(instance, new Operation.Skip(instance.Running("C")) { Outcomes = ["True"] });

        Assert.Equal(["C RT114"], Incidents(instance));
    }

    /// <summary>Two lines back to A in one step: A runs twice, and so does everything behind it.</summary>
    [Fact]
    public void A_step_that_is_reached_twice_before_it_runs_runs_twice()
    {
        var drawn = Flowchart(
            $"""
            {Node("S", "Start")}, {Write("A")}, {Decision("D", Variable("condition", "go"))},
            {Node("K", "FlowFork", Text("branches", "[\"b\", \"c\"]"))},
            {Set("B", "go", "false")}, {Write("C")}, {Write("T")}
            """,
            "S > A", "A > D", "D:True > K", "D:False > T", "K:b > B", "K:c > C", "B > A", "C > A");
        var story = new Story(drawn.Replace(
            "\"name\": \"试验\"", "\"name\": \"试验\"" + Declared("go", "Boolean", "true"), StringComparison.Ordinal));

        var instance = story.Start();

        Assert.Equal(["A", "C", "A", "A", "T", "T"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wait_that_came_up_between_the_decision_for_a_join_and_the_join_ends_with_it(bool token)
    {
        var drawn = Flowchart(
            $"{Node("S", "Start")}, {Write("W")}, {Wait("L")}, {Write("R")}, {Join("J", "WaitAny")}, {Write("Z")}",
            "S > W", "S > R", "W > L", "L > J", "R > J", "J > Z");
        var story = new Story(token ? Token(drawn) : drawn);

        var instance = story.Start();

        Assert.Equal(["W", "R", "Z"], story.World.Lines);
        Assert.Contains("L Canceled", Statuses(instance));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void An_instance_may_be_started_at_any_step_that_is_named()
    {
        var story = new Story(Flowchart($"{Write("A")}, {Write("B")}, {Write("C")}", "A > B", "B > C"));

        story.World.Start(new Command.Start
        {
            Instance = default,
            Definition = new DefinitionVersion(new DefinitionId("probe"), 0),
            Trigger = new ActivityId("B"),
        });

        Assert.Equal(["B", "C"], story.World.Lines);
    }

    [Fact]
    public void A_cascade_runs_once_for_the_lines_that_arrive_before_it_has_run()
    {
        var merge = Node(
            "M", "WriteLine", Text("text", "\"M\""), "\"customProperties\": { \"mergeMode\": \"cascade\" }");
        var story = new Story(Token(Flowchart(
            $"{Node("S", "Start")}, {Write("A")}, {Write("B")}, {merge}, {Write("Z")}",
            "S > A", "S > B", "A > M", "B > M", "M > Z")));

        var instance = story.Start();

        Assert.Equal(["A", "B", "M", "Z"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_fork_without_branches_goes_on_nowhere()
    {
        var story = new Story(Flowchart(
            $"{Node("K", "FlowFork", Text("branches", "[]"))}, {Write("A")}", "K > A"));

        var instance = story.Start();

        Assert.Empty(story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Theory]
    [InlineData("FlowSwitch")]
    [InlineData("Switch")]
    public void A_case_that_cannot_be_asked_is_an_incident_though_an_earlier_one_holds(string type)
    {
        var cases = """
            "cases": [
              { "label": "a", "condition": { "type": "Literal", "value": true } },
              { "label": "b", "condition": { "type": "JavaScript", "value": "nope" } }]
            """;

        var (_, instance) = Run(Node("W", type, cases));

        Assert.Equal(["W RT201"], Incidents(instance));
    }
}
