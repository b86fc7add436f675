using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Instances;
using static Orchestrator.Engine.Tests.Activities.Sketch;

namespace Orchestrator.Engine.Tests.Activities;

public sealed class EndTests
{
    private static readonly string Complete = Node("CO", "Complete", Text("outcomes", "[\"Ok\"]"));
    private static readonly string Broken = Node("X", "Fault", Text("message", "\"boom\""));

    [Fact]
    public void To_complete_the_workflow_from_inside_ends_it_after_the_step_that_was_due()
    {
        var (world, instance) = Run(Sequence("Q", Sequence("S", Complete, Write("A")), Write("B"), Write("C")));

        Assert.Equal(["B"], world.Lines);
        Assert.Equal(
            ["Q Canceled", "S Completed", "CO Completed", "B Completed"], Statuses(instance));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void To_complete_the_workflow_from_a_loop_cancels_the_loop()
    {
        var (world, instance) = Run(Sequence("Q", ForEach("L", "[1, 2]", Complete), Write("B")));

        Assert.Empty(world.Lines);
        Assert.Equal(["Q Canceled", "L Canceled", "CO Canceled"], Statuses(instance));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_workflow_used_as_an_activity_completes_with_the_outcome_though_a_step_of_it_was_due()
    {
        var child = $$"""
            { "definitionId": "child", "version": 1, "options": { "usableAsActivity": true }, "root":
              {{Sequence("CQ", If("I", Complete), Write("W"))}} }
            """;
        var story = new Story(child, Story.Flowchart(
            $$"""
            { "id": "CH", "type": "Child", "workflowDefinitionId": "child", "latestAvailablePublishedVersion": 1 },
            {{Write("A")}}, {{Write("B")}}
            """,
            "CH:Ok > A", "CH:Done > B"));

        var instance = story.Start();

        Assert.Equal(["W", "A"], story.World.Lines);
        Assert.Contains("CH:Workflow:CQ Canceled", Statuses(instance));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_workflow_that_has_faulted_is_not_finished_any_more()
    {
        var (_, instance) = Run(Parallel("P", Broken, Node("FIN", "Finish"), Write("A")));

        Assert.Equal(["X RT115", "FIN RT123"], Incidents(instance));
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);
        Assert.DoesNotContain("A Completed", Statuses(instance));
    }

    [Fact]
    public void A_container_that_was_due_when_its_own_ended_runs_to_its_end()
    {
        var (world, instance) = Run(Fork(
            "K", "WaitAny", Sequence("Q1", Write("A")), Sequence("Q2", Sequence("S", Write("B"), Write("C")))));

        Assert.Equal(["A", "B", "C"], world.Lines);
        Assert.Contains("S Completed", Statuses(instance));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void What_was_due_when_the_workflow_ended_does_not_keep_it_waiting()
    {
        var (world, instance) = Run(Fork("K", "WaitAny", Sequence("Q1", Write("A")), Sequence("Q2", Wait("E"))));

        Assert.Equal(["A"], world.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
        Assert.Empty(instance.State.Bookmarks);
    }
}
