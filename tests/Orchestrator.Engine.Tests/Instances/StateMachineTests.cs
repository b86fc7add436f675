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

    [Theory]
    [InlineData("Nowhere", "Draft", true)]
    [InlineData("Draft", "Nowhere", true)]
    [InlineData("Draft", "Draft", false)]
    public void A_machine_that_begins_or_leads_nowhere_is_refused(string initial, string to, bool isRefused)
    {
        var drawn = Drawn.Read(Machine(State("Draft"), Transition("again", "Draft", to), initial));

        Assert.Equal(isRefused ? ["WF122"] : [], PublishCheck.Of(drawn, Nothing).Select(problem => problem.Code));
    }

    private static string Machine(string states, string transitions, string initial = "Draft") =>
        Drawn.Definition($$"""
            { "id": "machine", "type": "Elsa.StateMachine", "initialState": "{{initial}}", "currentState": null,
              "states": [{{states}}], "transitions": [{{transitions}}] }
            """);

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
