using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Engine.Tests.Definitions;
using static Orchestrator.Engine.Tests.Instances.ByHandStory;

namespace Orchestrator.Engine.Tests.Instances;

public sealed class OperationTests
{
    private static readonly string Line = Story.Flowchart(
        $"{Event("A")}, {Write("B")}, {Event("C")}, {Write("D")}", "A > B", "B > C", "C > D");

    [Fact]
    public void A_paused_instance_keeps_what_comes_and_takes_it_when_it_goes_on()
    {
        var story = new Story(Line);
        var instance = story.Start();

        story.Do(instance, new Operation.Pause());
        story.Raise("A");
        Assert.Empty(story.World.Lines);
        Assert.Equal((InstanceSubStatus.Suspended, true), (instance.State.SubStatus, instance.State.IsPaused));

        story.Do(instance, new Operation.Unpause());
        Assert.Equal(["B"], story.World.Lines);
    }

    [Fact]
    public void A_timer_that_fell_due_during_a_pause_is_taken_at_its_end()
    {
        var story = new Story(Drawn.Definition(Sequence($$"""
            { "id": "W", "type": "Elsa.Delay",
              "timeSpan": { "expression": { "type": "Literal", "value": "01:00:00" } } }
            """, Write("Z"))));
        var instance = story.Start();
        story.Do(instance, new Operation.Pause());

        story.World.Advance(TimeSpan.FromHours(5));
        Assert.Empty(story.World.Lines);
        story.Do(instance, new Operation.Unpause());
        story.World.Advance(TimeSpan.Zero);

        Assert.Equal(["Z"], story.World.Lines);
    }

    [Fact]
    public void What_a_person_does_names_them_and_their_reason_in_the_history()
    {
        var story = new Story(Line);
        var instance = story.Start();

        story.Do(instance, new Operation.Pause());

        var operated = Assert.Single(instance.Events.OfType<Event.Operated>());
        Assert.Equal(new By("person:1", "会议改期"), operated.By);
    }

    [Fact]
    public void A_decision_on_an_older_state_is_refused()
    {
        var story = new Story(Line);
        var instance = story.Start();
        var seen = instance.State.Sequence;
        story.Raise("A");

        Assert.Equal("RT181", story.Refused(instance, new Operation.Pause(), seen));
        Assert.Null(story.Refused(instance, new Operation.Pause(), instance.State.Sequence));
    }

    [Fact]
    public void A_skipped_wait_goes_on_by_the_outcome_that_was_chosen()
    {
        var story = new Story(Story.Flowchart(
            $$"""{ "id": "Ask", "type": "House.Ask" }, {{Write("Yes")}}, {{Write("Late")}}""",
            "Ask:Received > Yes", "Ask:Lapsed > Late"));
        story.World.Ledger["House.Ask"] = _ => new EffectOutcome.Waits(
            new Stimulus.Ledger("task", "1", null), Json.Nothing);
        var instance = story.Start();
        var ask = instance.Running("Ask");

        Assert.Equal("RT185", story.Refused(instance, new Operation.Skip(ask) { Outcomes = ["Maybe"] }));
        story.Do(instance, new Operation.Skip(ask) { Outcomes = ["Lapsed"] });

        Assert.Equal(["Late"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_skipped_fault_lets_the_instance_go_on_with_its_other_waits()
    {
        var story = new Story(Story.Flowchart(
            $$"""
            { "id": "S", "type": "Elsa.Start" },
            { "id": "Bad", "type": "Elsa.Fault", "message": { "expression": { "type": "Literal", "value": "x" } } },
            {{Event("Good")}}, {{Write("End")}}
            """, "S > Good", "S > Bad", "Good > End", "Bad > End"));
        var instance = story.Start();
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);

        story.Do(instance, new Operation.Skip(instance.State.Incidents[0].Id));
        Assert.Equal((InstanceSubStatus.Suspended, 0), (instance.State.SubStatus, instance.State.Incidents.Length));
        story.Raise("Good");

        Assert.Equal(["End"], story.World.Lines);
    }

    [Fact]
    public void The_outputs_of_a_skipped_activity_reach_its_variable_or_the_skip_is_refused()
    {
        var story = new Story(Drawn.Definition(Sequence(
            """
            { "id": "A", "type": "Elsa.Event", "eventName": { "expression": { "type": "Literal", "value": "A" } },
              "result": { "typeName": "Object", "memoryReference": { "id": "n" } } }
            """, Event("Z")),
            Drawn.Variable("n", "Int32")));
        var instance = story.Start();
        var skip = new Operation.Skip(instance.Running("A"));

        Assert.Equal("RT185", story.Refused(instance, skip with { Outputs = Result("\"x\"") }));
        story.Do(instance, skip with { Outputs = Result("7") });

        Assert.Equal("7", instance.State.Variables["n"].GetRawText());
    }

    [Fact]
    public void Cancelling_one_branch_of_a_flowchart_lets_the_join_go_on_without_it()
    {
        var story = new Story(Story.Flowchart(
            $$"""{ "id": "S", "type": "Elsa.Start" }, {{Event("A")}}, {{Event("B")}}, {{Write("J")}}""",
            "S > A", "S > B", "A > J", "B > J"));
        var instance = story.Start();
        story.Raise("A");

        story.Do(instance, new Operation.CancelActivity(instance.Running("B")));

        Assert.Equal(["J"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void Cancelling_the_body_of_a_loop_goes_on_with_the_next_item()
    {
        var story = new Story(Drawn.Definition(Loop(Event("A"))));
        var instance = story.Start();

        story.Do(instance, new Operation.CancelActivity(instance.Running("A")));
        Assert.Equal(1, instance.State.Activities[instance.Running("L")].Place);
        story.Do(instance, new Operation.CancelActivity(instance.Running("A")));

        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_jump_back_in_a_sequence_does_everything_from_there_again()
    {
        var story = new Story(Drawn.Definition(Sequence(Event("A"), Write("B"), Event("C"))));
        var instance = story.Start();
        story.Raise("A");

        story.Do(instance, new Operation.ScheduleActivity(new ActivityId("B")));
        Assert.Equal(["B", "B"], story.World.Lines);
        story.Raise("C");

        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_jump_back_before_a_join_passes_the_join_again(bool cancelsOthers)
    {
        var story = new Story(Story.Flowchart(
            $$"""
            { "id": "S", "type": "Elsa.Start" }, {{Event("A")}}, {{Event("B")}}, {{Write("J")}}, {{Event("W")}}
            """, "S > A", "S > B", "A > J", "B > J", "J > W"));
        var instance = story.Start();
        story.Raise("A");
        story.Raise("B");

        story.Do(instance, new Operation.ScheduleActivity(new ActivityId("A")) { CancelsOthers = cancelsOthers });
        story.Raise("A");

        Assert.Equal(["J", "J"], story.World.Lines);
    }

    [Fact]
    public void A_jump_over_a_fork_does_not_leave_the_join_waiting_for_the_branch_that_never_began()
    {
        var story = new Story(Story.Flowchart(
            $"{Event("S")}, {Event("A")}, {Event("B")}, {Write("J")}", "S > A", "S > B", "A > J", "B > J"));
        var instance = story.Start();

        story.Do(instance, new Operation.ScheduleActivity(new ActivityId("A")) { CancelsOthers = true });
        story.Raise("A");

        Assert.Equal(["J"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_jump_beside_a_running_branch_waits_for_it_at_the_join()
    {
        var story = new Story(Story.Flowchart(
            $$"""{ "id": "S", "type": "Elsa.Start" }, {{Event("A")}}, {{Event("B")}}, {{Write("J")}}""",
            "S > A", "S > B", "A > J", "B > J"));
        var instance = story.Start();
        story.Raise("A");

        story.Do(instance, new Operation.ScheduleActivity(new ActivityId("A")));
        story.Raise("A");
        Assert.Empty(story.World.Lines);
        story.Raise("B");

        Assert.Equal(["J"], story.World.Lines);
    }

    [Fact]
    public void A_jump_within_a_loop_begins_the_same_round_again()
    {
        var story = new Story(Drawn.Definition(Loop(Event("A"))));
        var instance = story.Start();
        story.Raise("A");

        story.Do(instance, new Operation.ScheduleActivity(new ActivityId("A")));

        var body = instance.State.Activities[instance.Running("A")];
        Assert.Equal("2", body.Locals["CurrentValue"].GetRawText());
        story.Raise("A");
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_variable_gets_a_value_of_its_type_and_no_other()
    {
        var story = new Story(Drawn.Definition(Sequence(Event("A")),
            Drawn.Variable("n", "Int32")));
        var instance = story.Start();

        story.Do(instance, new Operation.ModifyVariable("n", Json.Of("12")));
        Assert.Equal("12", instance.State.Variables["n"].GetRawText());

        Assert.Equal("RT184", story.Refused(instance, new Operation.ModifyVariable("n", Json.Of("twelve"))));
        Assert.Equal("RT184", story.Refused(instance, new Operation.ModifyVariable("m", Json.Of("12"))));
    }

    [Fact]
    public void A_variable_of_a_faulted_instance_is_put_right_and_the_retry_uses_it()
    {
        var story = new Story(Drawn.Definition(Sequence("""
            { "id": "D", "type": "Elsa.Delay", "timeSpan": { "typeName": "TimeSpan",
              "expression": { "type": "Variable", "value": { "id": "span" } } } }
            """), Drawn.Variable("span", "String", "soon")));
        var instance = story.Start();
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);

        story.Do(instance, new Operation.ModifyVariable("span", Json.Of("00:01:00")));
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);
        story.World.Give(instance, new Command.Retry(instance.State.Incidents[0].Id));

        Assert.Equal(InstanceSubStatus.Suspended, instance.State.SubStatus);
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_a_sentence_and_changes_nothing()
    {
        var story = new Story(Story.Flowchart(
            $"{Event("A")}, {Sequence(Event("B"))}", "A > Q"));
        var instance = story.Start();
        var before = EngineJson.Serialize(instance.State);

        Assert.Equal("RT182", story.Refused(instance, new Operation.ScheduleActivity(new ActivityId("X"))));
        Assert.Equal("RT183", story.Refused(instance, new Operation.ScheduleActivity(new ActivityId("B"))));
        Assert.Equal("RT183", story.Refused(instance, new Operation.ScheduleActivity(new ActivityId("F"))));
        Assert.Equal("RT182", story.Refused(instance, new Operation.Skip(new ActivityInstanceId(99))));
        Assert.Equal("RT182", story.Refused(instance, new Operation.CancelActivity(instance.Running("F"))));
        Assert.Equal("RT180", story.Refused(instance, new Operation.Unpause()));
        Assert.Equal(before, EngineJson.Serialize(instance.State));

        story.World.Give(instance, new Command.Cancel("撤回"));
        Assert.Equal("RT180", story.Refused(instance, new Operation.Pause()));
    }

    private static ImmutableDictionary<string, JsonElement> Result(string json) =>
        Json.Nothing.Add("Result", Json.Parse(json));
}
