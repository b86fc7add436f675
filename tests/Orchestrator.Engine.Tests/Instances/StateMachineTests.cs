using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Instances;

public sealed class StateMachineTests
{
    private static readonly KnownParts Nothing = new()
    {
        Activities = ImmutableDictionary<string, KnownActivity>.Empty,
        HasDefinition = _ => false,
    };

    [Fact]
    public void A_transition_runs_its_action_then_the_exit_then_the_entry_of_the_next_state()
    {
        var story = new Story(Machine($"{State("Draft")}, {State("Review")}, {State("Done")}",
            $"{Transition("submit", "Draft", "Review")}, {Transition("accept", "Review", "Done")}"));
        var instance = story.Start();

        Assert.Equal(["+Draft"], story.World.Lines);
        story.Raise("submit");
        Assert.Equal(["+Draft", "!submit", "-Draft", "+Review"], story.World.Lines);
        story.Raise("accept");

        Assert.Equal(["!accept", "-Review", "+Done"], story.World.Lines[4..]);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
        var folded = instance.Events.Aggregate(InstanceState.None, Applier.Apply);
        Assert.Equal(EngineJson.Serialize(folded), EngineJson.Serialize(instance.State));
    }

    [Fact]
    public void The_first_trigger_wins_and_the_others_wait_no_longer()
    {
        var story = new Story(Machine($"{State("Draft")}, {State("Review")}, {State("Gone")}",
            $"{Transition("submit", "Draft", "Review")}, {Transition("drop", "Draft", "Gone")}, "
            + Transition("back", "Review", "Draft")));
        var instance = story.Start();
        Assert.Equal(2, instance.State.Bookmarks.Count);

        story.Raise("submit");
        Assert.Single(instance.State.Bookmarks);
        story.Raise("back");
        Assert.Equal(2, instance.State.Bookmarks.Count);
        story.Raise("drop");

        Assert.Equal(["!drop", "-Draft", "+Gone"], story.World.Lines[^3..]);
        Assert.False(instance.IsRunning);
    }

    [Fact]
    public void A_trigger_whose_condition_does_not_hold_is_awaited_again_beside_the_others()
    {
        var story = new Story(Machine($"{State("Draft")}, {State("Review")}, {State("Gone")}",
            $"{Transition("submit", "Draft", "Review", condition: "false")}, {Transition("drop", "Draft", "Gone")}"));
        var instance = story.Start();

        story.Raise("submit");
        story.Raise("submit");

        Assert.Equal(2, instance.State.Bookmarks.Count);
        Assert.Equal(["+Draft"], story.World.Lines);
        story.Raise("drop");
        Assert.Equal("+Gone", story.World.Lines[^1]);
    }

    [Fact]
    public void A_trigger_that_ends_at_once_keeps_the_ones_behind_it_from_beginning()
    {
        var story = new Story(Machine($"{State("Draft")}, {State("Review")}",
            """
            { "from": "Draft", "to": "Review", "trigger": { "id": "now", "type": "Elsa.WriteLine",
              "text": { "expression": { "type": "Literal", "value": "now" } } } },
            """ + Transition("submit", "Draft", "Review")));

        var instance = story.Start();

        Assert.Equal(["+Draft", "now", "-Draft", "+Review"], story.World.Lines);
        Assert.False(instance.IsRunning);
        Assert.DoesNotContain(instance.Events, happened => happened is Event.BookmarkCreated);
    }

    [Fact]
    public void A_state_may_lead_to_itself()
    {
        var story = new Story(Machine(State("Draft"), Transition("again", "Draft", "Draft")));
        var instance = story.Start();

        story.Raise("again");

        Assert.Equal(["+Draft", "!again", "-Draft", "+Draft"], story.World.Lines);
        Assert.Single(instance.State.Bookmarks);
    }

    [Fact]
    public void A_trigger_that_a_person_cancels_is_not_taken_and_the_others_are_still_awaited()
    {
        var story = new Story(Fork());
        var instance = story.Start();

        story.Do(instance, new Operation.CancelActivity(instance.Running("on-submit")));
        Assert.Equal(["+Draft"], story.World.Lines);
        Assert.Equal("on-drop", Assert.Single(instance.State.Bookmarks.Values).Activity.Value);
        story.Raise("drop");

        Assert.Equal("+Gone", story.World.Lines[^1]);
    }

    [Fact]
    public void A_machine_whose_last_trigger_a_person_cancels_ends_in_the_state_it_is_in()
    {
        var story = new Story(Fork());
        var instance = story.Start();

        story.Do(instance, new Operation.CancelActivity(instance.Running("on-submit")));
        story.Do(instance, new Operation.CancelActivity(instance.Running("on-drop")));

        Assert.Equal(["+Draft"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_trigger_that_a_person_skips_is_taken()
    {
        var story = new Story(Fork());
        var instance = story.Start();

        story.Do(instance, new Operation.Skip(instance.Running("on-drop")));

        Assert.Equal(["+Draft", "!drop", "-Draft", "+Gone"], story.World.Lines);
    }

    [Theory]
    [InlineData("on-drop")]
    [InlineData("!drop")]
    [InlineData("+Gone")]
    public void Nobody_jumps_into_the_middle_of_a_machine(string activity)
    {
        var story = new Story(Fork());
        var instance = story.Start();
        var before = EngineJson.Serialize(instance.State);

        Assert.Equal("RT183", story.Refused(instance, new Operation.ScheduleActivity(new ActivityId(activity))));

        Assert.Equal(before, EngineJson.Serialize(instance.State));
    }

    /// <summary>What it remembers are places: among other states they would mean something else.</summary>
    [Theory]
    [InlineData("Gone, Draft, Review", "submit, drop", "RT187")]
    [InlineData("Draft, Review, Gone, More", "submit, drop", "RT187")]
    [InlineData("Draft, Review, Gone", "drop, submit", "RT187")]
    [InlineData("Draft, Review, Gone", "submit", "RT187")]
    [InlineData("Draft, Review, Gone", "submit, drop", null)]
    public void A_running_machine_goes_over_only_to_the_machine_that_it_is(
        string states, string transitions, string? code)
    {
        var story = new Story(Fork());
        var instance = story.Start();
        var drawn = Machine(string.Join(", ", states.Split(", ").Select(State)),
            string.Join(", ", transitions.Split(", ").Select(
                name => Transition(name, "Draft", name == "submit" ? "Review" : "Gone"))));

        Assert.Equal(code, story.Refused(instance, story.To(drawn)));

        Assert.Equal(code is null ? 4 : 3, instance.State.Definition.Version);
        story.Raise("drop");
        Assert.Equal("+Gone", story.World.Lines[^1]);
    }

    [Fact]
    public void A_running_machine_with_another_step_in_a_state_does_not_go_over()
    {
        var story = new Story(Fork());
        var instance = story.Start();

        Assert.Equal("RT187", story.Refused(instance, story.To(
            Fork().Replace("\"id\": \"+Gone\"", "\"id\": \"enter\"", StringComparison.Ordinal))));
        Assert.Equal("RT187", story.Refused(instance, story.To(
            Fork().Replace("on-drop", "by-drop", StringComparison.Ordinal),
            ("on-drop", new ActivityChoice.Becomes(new ActivityId("by-drop"))))));
    }

    [Fact]
    public void A_machine_that_a_choice_ends_may_be_drawn_anew()
    {
        var another = Drawing(State("Draft"), Transition("again", "Draft", "Draft"));
        var story = new Story(Drawn.Definition(ByHandStory.Sequence(
            Drawing(State("Draft"), Transition("submit", "Draft", "Draft")), ByHandStory.Write("Z"))));
        var instance = story.Start();

        story.Do(instance, story.To(Drawn.Definition(ByHandStory.Sequence(another, ByHandStory.Write("Z"))),
            ("machine", new ActivityChoice.Cancelled())));

        Assert.Equal(["+Draft", "Z"], story.World.Lines);
    }

    [Theory]
    [InlineData("Nowhere", "Draft", true)]
    [InlineData("Draft", "Nowhere", true)]
    [InlineData("Draft", "Draft", false)]
    public void A_machine_that_begins_or_leads_nowhere_is_refused(string initial, string to, bool isRefused)
    {
        var drawn = Drawn.Read(Machine(State("Draft"), Transition("again", "Draft", to), initial));

        Assert.Equal(isRefused ? ["WF122"] : [], PublishCheck.Of(drawn, Nothing)
            .Where(problem => problem.Severity == ProblemSeverity.Error).Select(problem => problem.Code));
    }

    /// <summary>Two ways lead out of the first state.</summary>
    private static string Fork() => Machine($"{State("Draft")}, {State("Review")}, {State("Gone")}",
        $"{Transition("submit", "Draft", "Review")}, {Transition("drop", "Draft", "Gone")}");

    private static string Machine(string states, string transitions, string initial = "Draft") =>
        Drawn.Definition(Drawing(states, transitions, initial));

    private static string Drawing(string states, string transitions, string initial = "Draft") => $$"""
        { "id": "machine", "type": "Elsa.StateMachine", "initialState": "{{initial}}", "currentState": null,
          "states": [{{states}}], "transitions": [{{transitions}}] }
        """;

    private static string State(string name) => $$"""
        { "name": "{{name}}", "entry": {{Line("+" + name)}}, "exit": {{Line("-" + name)}} }
        """;

    private static string Transition(string name, string from, string to, string? condition = null) => $$"""
        { "name": "{{name}}", "from": "{{from}}", "to": "{{to}}", "action": {{Line("!" + name)}},
          "condition": {{(condition is null ? "null" : Literal(condition))}},
          "trigger": { "id": "on-{{name}}", "type": "Elsa.Event", "eventName": {{Literal(name)}} } }
        """;

    private static string Line(string text) =>
        $$"""{ "id": "{{text}}", "type": "Elsa.WriteLine", "text": {{Literal(text)}} }""";

    private static string Literal(string value) =>
        $$"""{ "typeName": "String", "expression": { "type": "Literal", "value": "{{value}}" } }""";
}
