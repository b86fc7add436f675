using Orchestrator.Runtime.Publishing;

namespace Orchestrator.Runtime.Tests.Publishing;

public sealed class WorkflowChangesTests
{
    private static readonly WorkflowFolder Before = Drawn.Folder("one", Drawn.Sequence(
        Drawn.Activity("wait", "Elsa.Delay", Drawn.Input("timeSpan", "TimeSpan", "10.00:00:00")),
        Drawn.Activity("say", "Elsa.WriteLine")), ("mail/a.liquid", "好"), ("mail/b.liquid", "好"));

    [Fact]
    public void A_changed_number_is_told_with_its_activity_and_both_values()
    {
        var changes = WorkflowChanges.Of(Before, Drawn.Folder("one", Drawn.Sequence(
            Drawn.Activity("wait", "Elsa.Delay", Drawn.Input("timeSpan", "TimeSpan", "12.00:00:00")),
            Drawn.Activity("say", "Elsa.WriteLine")), ("mail/a.liquid", "更好"), ("mail/c.liquid", "好")));

        var wait = Assert.Single(changes.Activities);
        Assert.Equal((ChangeKind.Changed, "wait"), (wait.Kind, wait.Id));
        Assert.Equal(new MemberChange("timeSpan", "10.00:00:00", "12.00:00:00"), Assert.Single(wait.Members));
        Assert.Equal(
        [
            new FileChange(ChangeKind.Changed, "mail/a.liquid"), new FileChange(ChangeKind.Removed, "mail/b.liquid"),
            new FileChange(ChangeKind.Added, "mail/c.liquid"),
        ], changes.Files);
        Assert.Empty(changes.Members);
    }

    [Fact]
    public void An_activity_that_came_or_went_changes_its_container_too_and_nothing_beside()
    {
        var changes = WorkflowChanges.Of(Before, Before with
        {
            Definition = Drawn.Folder("one", Drawn.Sequence(
                Drawn.Activity("say", "Elsa.WriteLine"), Drawn.Activity("end", "Elsa.End"))).Definition,
        });

        Assert.Equal(
            [("end", ChangeKind.Added), ("root", ChangeKind.Changed), ("wait", ChangeKind.Removed)],
            changes.Activities.Select(change => (change.Id, change.Kind)));
        Assert.Empty(changes.Files);
    }

    [Fact]
    public void A_line_that_came_or_went_is_told_by_its_ends_and_the_order_of_boxes_is_no_change()
    {
        static WorkflowFolder Flow(string activities, string from, string port) => Drawn.Folder("one", $$$"""
            {"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[{{{activities}}}],"connections":[
              {"source":{"activity":"{{{from}}}","port":"{{{port}}}"},"target":{"activity":"b","port":"In"}}]}
            """);
        var (a, b) = (Drawn.Activity("a", "Elsa.WriteLine"), Drawn.Activity("b", "Elsa.WriteLine"));

        var changes = WorkflowChanges.Of(Flow($"{a},{b}", "a", "Done"), Flow($"{b},{a}", "a", "Lapsed"));

        var flow = Assert.Single(changes.Activities);
        Assert.Equal(
            [
                new MemberChange("connections", "a（Done）到b", null),
                new MemberChange("connections", null, "a（Lapsed）到b"),
            ], flow.Members);
        Assert.True(WorkflowChanges.Of(Flow($"{a},{b}", "a", "Done"), Flow($"{b},{a}", "a", "Done")).IsEmpty);
    }

    [Fact]
    public void A_box_that_was_only_moved_is_no_change_and_one_with_another_text_is()
    {
        WorkflowFolder At(int x, string text) => Drawn.Folder("one", Drawn.Sequence(Drawn.Activity("say",
            "Elsa.WriteLine", $$$$"""
            "metadata":{"displayText":"{{{{text}}}}","designer":{"position":{"x":{{{{x}}}},"y":0}}}
            """)));

        Assert.True(WorkflowChanges.Of(At(10, "告知"), At(300, "告知")).IsEmpty);
        var renamed = Assert.Single(WorkflowChanges.Of(At(10, "告知"), At(10, "通知")).Activities);
        Assert.Equal(new MemberChange("displayText", "告知", "通知"), Assert.Single(renamed.Members));
    }

    [Fact]
    public void Against_nothing_everything_is_new()
    {
        var changes = WorkflowChanges.Of(null, Before);

        Assert.Equal(["root", "say", "wait"], changes.Activities.Select(change => change.Id));
        Assert.All(changes.Activities, change => Assert.Equal(ChangeKind.Added, change.Kind));
        Assert.All(changes.Files, change => Assert.Equal(ChangeKind.Added, change.Kind));
    }
}
