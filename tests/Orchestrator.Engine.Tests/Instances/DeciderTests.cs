using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Instances;

public sealed class DeciderTests
{
    private const string Waiting = """
        { "id": "S", "type": "Elsa.Start" },
        { "id": "A", "type": "Elsa.Event", "eventName": { "expression": { "type": "Literal", "value": "a" } } },
        { "id": "B", "type": "Elsa.Event", "eventName": { "expression": { "type": "Literal", "value": "b" } } },
        { "id": "J", "type": "Elsa.FlowJoin", "mode": { "expression": { "type": "Literal", "value": "WaitAny" } } },
        { "id": "Z", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "z" } } }
        """;

    private static readonly string FirstOfTwo = Story.Flowchart(
        Waiting, "S > A", "S > B", "A > J", "B > J", "J > Z");

    [Fact]
    public void The_first_of_two_waits_takes_the_other_back_and_runs_what_follows_once()
    {
        var story = new Story(FirstOfTwo);
        var instance = story.Start();

        story.Raise("b");
        story.Raise("a");

        Assert.Equal(["z"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
        var effects = story.Decided.Select(one => one.Decision).OfType<Decision.Accepted>()
            .SelectMany(accepted => accepted.Effects);
        Assert.Single(effects.OfType<Effect.Unwait>());
    }

    [Fact]
    public void A_loop_that_never_waits_is_an_incident_and_not_a_hang()
    {
        var story = new Story(Story.Flowchart(
            """
            { "id": "S", "type": "Elsa.Start" },
            { "id": "A", "type": "Elsa.SetName", "value": { "expression": { "type": "Literal", "value": "x" } } }
            """,
            "S > A", "A > A"));

        var instance = story.Start();

        Assert.Equal("RT110", Assert.Single(instance.State.Incidents).Code);
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Of_two_lines_back_to_one_activity_either_leads_there(string condition)
    {
        var story = new Story(Story.Flowchart(
            $$"""
            { "id": "S", "type": "Elsa.Start" },
            { "id": "A", "type": "Elsa.Event", "eventName": { "expression": { "type": "Literal", "value": "a" } } },
            { "id": "D", "type": "Elsa.FlowDecision",
              "condition": { "expression": { "type": "Literal", "value": {{condition}} } } }
            """,
            "S > A", "A > D", "D:True > A", "D:False > A"));
        var instance = story.Start();

        story.Raise("a");
        story.Raise("a");

        Assert.Equal(InstanceSubStatus.Suspended, instance.State.SubStatus);
        Assert.Single(instance.State.Bookmarks);
    }

    [Fact]
    public void A_cancelled_instance_takes_its_waits_back_and_hears_nothing_more()
    {
        var story = new Story(FirstOfTwo);
        var instance = story.Start();
        var wait = instance.State.Bookmarks.Keys.First();

        Assert.True(story.World.Give(instance, new Command.Cancel("撤回")));

        Assert.Empty(instance.State.Bookmarks);
        Assert.False(story.World.Give(instance, new Command.Resume(wait, Json.EmptyObject)));
        Assert.False(story.World.Give(instance, new Command.Cancel("撤回")));
        Assert.Equal(InstanceSubStatus.Cancelled, instance.State.SubStatus);
    }

    [Fact]
    public void A_parked_instance_keeps_its_waits_and_goes_on_after_its_retry()
    {
        var story = new Story(FirstOfTwo);
        var instance = story.Start();

        Assert.True(story.World.Give(instance, new Command.Park("RT155", "连接中断")));
        Assert.Equal(InstanceSubStatus.Interrupted, instance.State.SubStatus);
        Assert.True(story.World.Give(instance, new Command.Retry(default)));
        story.Raise("a");

        Assert.Equal(["z"], story.World.Lines);
    }

    [Fact]
    public void A_paused_instance_that_was_parked_is_taken_back_and_stays_paused()
    {
        var story = new Story(FirstOfTwo);
        var instance = story.Start();
        story.World.Give(instance, new Command.Operate(new By("person:1", "会议改期"), new Operation.Pause()));
        Assert.True(story.World.Give(instance, new Command.Park("RT155", "连接中断")));

        Assert.True(story.World.Give(instance, new Command.Retry(default)));

        Assert.Equal((InstanceSubStatus.Suspended, true), (instance.State.SubStatus, instance.State.IsPaused));
        story.Raise("a");
        Assert.Empty(story.World.Lines);
    }

    [Fact]
    public void Each_child_counts_once_and_the_last_one_ends_the_wait()
    {
        var story = new Story(
            Drawn.Definition("""
                { "id": "Q", "type": "Elsa.Sequence", "activities": [
                  { "id": "All", "type": "Elsa.BulkDispatchWorkflows",
                    "workflowDefinitionId": { "expression": { "type": "Literal", "value": "child" } },
                    "items": { "expression": { "type": "Variable", "value": { "id": "L" } } } },
                  { "id": "Z", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "z" } } }
                ] }
                """, Drawn.List("L", "[1, 2]")),
            """
            { "definitionId": "child", "root": { "id": "E", "type": "Elsa.Event",
              "eventName": { "expression": { "type": "Literal", "value": "go" } } } }
            """);
        var parent = story.Start();
        var wait = Assert.Single(parent.State.Bookmarks).Key;
        var first = new ChildResult(story.World.Instances[1].Id, InstanceSubStatus.Finished);

        Assert.True(story.World.Give(parent, new Command.ChildEnded(wait, first)));
        Assert.False(story.World.Give(parent, new Command.ChildEnded(wait, first)));
        Assert.Empty(story.World.Lines);
        Assert.True(story.World.Give(parent, new Command.ChildEnded(wait, first with { Ordinal = 1 })));

        Assert.Equal(["z"], story.World.Lines);
    }

    [Fact]
    public void Cancelling_a_parent_cancels_the_children_that_still_run()
    {
        var story = new Story(
            Drawn.Definition("""
                { "id": "D", "type": "Elsa.DispatchWorkflow",
                  "waitForCompletion": { "expression": { "type": "Literal", "value": "True" } },
                  "workflowDefinitionId": { "expression": { "type": "Literal", "value": "child" } } }
                """),
            """
            { "definitionId": "child", "root": { "id": "E", "type": "Elsa.Event",
              "eventName": { "expression": { "type": "Literal", "value": "go" } } } }
            """);
        var parent = story.Start();

        story.World.Give(parent, new Command.Cancel("撤回"));

        Assert.All(story.World.Instances, one => Assert.Equal(InstanceSubStatus.Cancelled, one.State.SubStatus));
    }
}
