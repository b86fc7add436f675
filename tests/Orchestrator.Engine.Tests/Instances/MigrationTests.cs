using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Engine.Tests.Definitions;
using static Orchestrator.Engine.Tests.Instances.ByHandStory;

namespace Orchestrator.Engine.Tests.Instances;

public sealed class MigrationTests
{
    [Fact]
    public void A_step_inserted_ahead_runs_and_what_has_ended_never_runs_again()
    {
        var story = new Story(Flow([Write("A"), Event("B"), Write("C")], "A > B", "B > C"));
        var instance = story.Start();

        story.Migrate(instance, Flow(
            [Write("New"), Write("C"), Event("B"), Write("A")], "A > B", "B > New", "New > C"));
        story.Raise("B");

        Assert.Equal(["A", "New", "C"], story.World.Lines);
        Assert.Equal((4, InstanceSubStatus.Finished), (instance.State.Definition.Version, instance.State.SubStatus));
    }

    [Fact]
    public void A_step_inserted_behind_a_finished_one_does_not_run()
    {
        var story = new Story(Flow([Write("A"), Event("B"), Write("C")], "A > B", "B > C"));
        var instance = story.Start();

        story.Migrate(instance, Flow(
            [Write("A"), Write("New"), Event("B"), Write("C")], "A > New", "New > B", "B > C"));
        story.Raise("B");

        Assert.Equal(["A", "C"], story.World.Lines);
    }

    [Theory]
    [InlineData("WaitAll")]
    [InlineData("WaitAllActive")]
    public void A_join_in_the_middle_waits_for_the_branches_that_are_still_out(string mode)
    {
        var join = $$"""
            { "id": "J", "type": "Elsa.FlowJoin",
              "mode": { "expression": { "type": "Literal", "value": "{{mode}}" } } }
            """;
        string[] lines = ["S > A", "S > B", "A > J", "B > J", "J > Z"];
        var story = new Story(Flow([Start, Event("A"), Event("B"), join, Write("Z")], lines));
        var instance = story.Start();
        story.Raise("A");

        story.Migrate(instance, Flow([Write("Z"), join, Event("B"), Event("A"), Start], [.. lines.Reverse()]));
        Assert.Empty(story.World.Lines);
        story.Raise("B");

        Assert.Equal(["Z"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_branch_added_behind_a_fork_that_has_been_passed_keeps_no_join_waiting()
    {
        var story = new Story(Flow(
            [Start, Event("A"), Event("B"), Write("J")], "S > A", "S > B", "A > J", "B > J"));
        var instance = story.Start();

        story.Migrate(instance, Flow([Start, Event("A"), Event("B"), Event("N"), Write("J")],
            "S > A", "S > B", "S > N", "A > J", "B > J", "N > J"));
        story.Raise("A");
        story.Raise("B");

        Assert.Equal(["J"], story.World.Lines);
    }

    [Fact]
    public void A_branch_taken_out_of_the_drawing_lets_the_join_that_waited_for_it_alone_go_on()
    {
        var story = new Story(Flow(
            [Start, Event("A"), Event("B"), Write("J")], "S > A", "S > B", "A > J", "B > J"));
        var instance = story.Start();
        story.Raise("A");
        var without = Flow([Start, Event("A"), Write("J")], "S > A", "A > J");

        Assert.Equal("RT186", story.Refused(instance, story.To(without)));
        story.Do(instance, story.To(without, ("B", new ActivityChoice.Cancelled())));

        Assert.Equal(["J"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_wait_taken_out_of_a_line_of_steps_is_followed_by_the_step_behind_it()
    {
        var story = new Story(Flow([Write("A"), Event("B"), Write("C")], "A > B", "B > C"));
        var instance = story.Start();

        story.Do(instance, story.To(
            Flow([Write("A"), Write("C")], "A > C"), ("B", new ActivityChoice.Cancelled())));

        Assert.Equal(["A", "C"], story.World.Lines);
        Assert.Empty(instance.State.Bookmarks);
    }

    [Fact]
    public void A_running_activity_goes_on_under_the_name_that_was_chosen()
    {
        var story = new Story(Flow([Write("A"), Event("B"), Write("C")], "A > B", "B > C"));
        var instance = story.Start();
        var renamed = Flow(
            [Write("A"), Event("B").Replace("\"id\": \"B\"", "\"id\": \"B2\"", StringComparison.Ordinal), Write("C")],
            "A > B2", "B2 > C");

        story.Do(instance, story.To(renamed, ("B", new ActivityChoice.Becomes(new ActivityId("B2")))));
        Assert.Equal("B2", Assert.Single(instance.State.Bookmarks.Values).Activity.Value);
        story.Raise("B");

        Assert.Equal(["A", "C"], story.World.Lines);
    }

    [Fact]
    public void A_loop_in_a_nested_container_goes_on_with_its_next_round()
    {
        var story = new Story(Flow([Loop(Sequence(Write("x"), Event("A")))], []));
        var instance = story.Start();
        story.Raise("A");

        story.Migrate(instance, Flow([Loop(Sequence(Event("A"), Write("x"), Write("y"))), Write("end")], "L > end"));
        story.Raise("A");

        Assert.Equal(["x", "x", "y", "end"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_step_taken_out_of_a_sequence_is_followed_by_the_next()
    {
        var story = new Story(Drawn.Definition(Sequence(Write("A"), Event("B"), Write("C"))));
        var instance = story.Start();

        story.Do(instance, story.To(
            Drawn.Definition(Sequence(Write("A"), Write("C"))), ("B", new ActivityChoice.Cancelled())));

        Assert.Equal(["A", "C"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void The_first_step_taken_out_of_a_sequence_is_followed_by_the_next_once()
    {
        var story = new Story(Drawn.Definition(Sequence(Event("A"))));
        var instance = story.Start();

        story.Do(instance, story.To(
            Drawn.Definition(Sequence(Write("B"), Write("C"))), ("A", new ActivityChoice.Cancelled())));

        Assert.Equal(["B", "C"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_faulted_instance_moves_without_waking_and_its_retry_runs_the_new_version()
    {
        var bad = """
            { "id": "X", "type": "Elsa.Delay", "timeSpan": { "typeName": "TimeSpan",
              "expression": { "type": "Literal", "value": "soon" } } }
            """;
        var story = new Story(Flow([Write("A"), bad, Write("C")], "A > X", "X > C"));
        var instance = story.Start();
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);

        story.Migrate(instance, Flow(
            [Write("A"), bad.Replace("soon", "00:00:01", StringComparison.Ordinal), Write("C")], "A > X", "X > C"));
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);
        story.World.Give(instance, new Command.Retry(instance.State.Incidents[0].Id));
        story.World.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["A", "C"], story.World.Lines);
    }

    [Fact]
    public void A_paused_instance_does_not_begin_what_the_new_drawing_makes_possible()
    {
        var story = new Story(Flow([Write("A"), Event("B"), Write("C")], "A > B", "B > C"));
        var instance = story.Start();
        story.Do(instance, new Operation.Pause());
        var without = story.To(Flow([Write("A"), Write("C")], "A > C"), ("B", new ActivityChoice.Cancelled()));

        Assert.Equal("RT187", story.Refused(instance, without));
        story.Do(instance, new Operation.Unpause());
        story.Do(instance, without);

        Assert.Equal(["A", "C"], story.World.Lines);
    }

    [Fact]
    public void A_value_follows_its_variable_to_another_type_or_is_asked_for()
    {
        static string With(string type) => Drawn.Definition(Sequence(Event("A")),
            Drawn.Variable("n", type));
        var story = new Story(With("String"));
        var instance = story.Start();
        story.Do(instance, new Operation.ModifyVariable("n", Json.Of("12 days")));
        var asked = story.To(With("Int32"));

        Assert.Equal("RT186", story.Refused(instance, asked));
        story.Do(instance, asked with
        {
            Choices = asked.Choices with { Variables = Json.Nothing.Add("n", Json.Of(12)) },
        });

        Assert.Equal("12", instance.State.Variables["n"].GetRawText());
    }

    [Fact]
    public void Another_definition_an_unknown_version_and_another_kind_of_root_are_refused()
    {
        var story = new Story(Flow([Event("A")], []));
        var instance = story.Start();

        Assert.Equal("RT188", story.Refused(instance, new Operation.Migrate(
            new DefinitionVersion(new DefinitionId("other"), 1))));
        Assert.Equal("RT188", story.Refused(instance, new Operation.Migrate(
            new DefinitionVersion(new DefinitionId("probe"), 99))));
        Assert.Equal("RT188", story.Refused(instance, new Operation.Migrate(instance.State.Definition)));
        Assert.Equal("RT187", story.Refused(instance, story.To(Drawn.Definition(Sequence(Event("A"))))));
    }

    private const string Start = """{ "id": "S", "type": "Elsa.Start" }""";

    private static string Flow(string[] activities, params string[] lines) =>
        Story.Flowchart(string.Join(',', activities), lines);
}
