using System.Collections.Immutable;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Instances;

public sealed class LedgerTests
{
    private static readonly string Drawing = Story.Flowchart(
        """
        { "id": "S", "type": "Elsa.Start" },
        { "id": "Ask", "type": "House.Ask", "form": { "expression": { "type": "Literal", "value": "receipt" } } },
        { "id": "Yes", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "yes" } } },
        { "id": "Late", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "late" } } }
        """,
        "S > Ask", "Ask:Received > Yes", "Ask:Lapsed > Late");

    [Fact]
    public void What_the_world_does_at_once_goes_on_by_its_outcome()
    {
        var story = new Story(Drawing);
        story.World.Ledger["House.Ask"] = asked => new EffectOutcome.Done(
            asked.Inputs["Form"].AsText() == "receipt" ? ["Received"] : [], Json.Nothing);

        var instance = story.Start();

        Assert.Equal(["yes"], story.World.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void An_answer_chooses_the_outcome_and_is_the_result()
    {
        var story = new Story(Drawing);
        story.World.Ledger["House.Ask"] = Waits(until: null);
        var instance = story.Start();
        var wait = Assert.Single(instance.State.Bookmarks).Key;

        story.World.Give(instance, new Command.Resume(wait, Json.Parse("""{"outcome":"Received","by":"李老师"}""")));

        Assert.Equal(["yes"], story.World.Lines);
        Assert.Equal("李老师", instance.State.Outputs[new ActivityId("Ask")]["Result"].Member("by")?.AsText());
    }

    [Fact]
    public void A_wait_that_lapses_goes_on_from_Lapsed_at_its_instant_and_not_before()
    {
        var story = new Story(Drawing);
        story.World.Ledger["House.Ask"] = Waits(story.World.Now.AddDays(3));
        story.Start();

        story.World.Advance(TimeSpan.FromDays(3) - TimeSpan.FromTicks(1));
        Assert.Empty(story.World.Lines);
        story.World.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(["late"], story.World.Lines);
    }

    [Fact]
    public void A_moved_wait_lapses_at_its_new_instant_and_is_otherwise_the_same()
    {
        var story = new Story(Drawing);
        story.World.Ledger["House.Ask"] = Waits(story.World.Now.AddDays(3));
        var instance = story.Start();
        var (wait, before) = Assert.Single(instance.State.Bookmarks);

        Assert.True(story.World.Give(instance, new Command.MoveWait(wait, story.World.Now.AddDays(5))));
        Assert.Equal(before.Owner, instance.State.Bookmarks[wait].Owner);
        Assert.Equal(InstanceSubStatus.Suspended, instance.State.SubStatus);
        story.World.Advance(TimeSpan.FromDays(4));
        Assert.Empty(story.World.Lines);
        story.World.Advance(TimeSpan.FromDays(1));

        Assert.Equal(["late"], story.World.Lines);
    }

    [Fact]
    public void A_wait_that_never_lapses_or_has_ended_cannot_be_moved()
    {
        var story = new Story(Drawing);
        story.World.Ledger["House.Ask"] = Waits(until: null);
        var instance = story.Start();
        var wait = Assert.Single(instance.State.Bookmarks).Key;

        Assert.False(story.World.Give(instance, new Command.MoveWait(wait, story.World.Now)));
        Assert.False(story.World.Give(instance, new Command.MoveWait(new BookmarkId(99), story.World.Now)));
    }

    [Fact]
    public void A_refusal_is_an_incident_and_its_retry_asks_again()
    {
        var story = new Story(Drawing);
        story.World.Ledger["House.Ask"] = _ => new EffectOutcome.Failed("SU041", "没有联络员");
        var instance = story.Start();
        var incident = Assert.Single(instance.State.Incidents);
        Assert.Equal(("SU041", InstanceSubStatus.Faulted), (incident.Code, instance.State.SubStatus));

        story.World.Ledger["House.Ask"] = _ => new EffectOutcome.Done(["Received"], Json.Nothing);
        Assert.True(story.World.Give(instance, new Command.Retry(incident.Id)));

        Assert.Equal(["yes"], story.World.Lines);
        Assert.Equal((InstanceSubStatus.Finished, 0), (instance.State.SubStatus, instance.State.Incidents.Length));
    }

    [Fact]
    public void What_was_asked_beside_a_fault_is_not_lost_to_the_retry()
    {
        var story = new Story(Story.Flowchart(
            """
            { "id": "S", "type": "Elsa.Start" },
            { "id": "Bad", "type": "House.Bad" }, { "id": "Good", "type": "House.Good" },
            { "id": "End", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "both" } } }
            """,
            "S > Bad", "S > Good", "Bad > End", "Good > End"));
        story.World.Ledger["House.Bad"] = _ => new EffectOutcome.Failed("SU041", "不行");
        story.World.Ledger["House.Good"] = Waits(until: null);
        var instance = story.Start();
        Assert.Equal(InstanceSubStatus.Faulted, instance.State.SubStatus);
        var wait = Assert.Single(instance.State.Bookmarks).Key;

        story.World.Ledger["House.Bad"] = _ => EffectOutcome.Done.Plain;
        story.World.Give(instance, new Command.Retry(instance.State.Incidents[0].Id));
        story.World.Give(instance, new Command.Resume(wait, Json.EmptyObject));

        Assert.Equal(["both"], story.World.Lines);
    }

    private static Func<Effect.Ledger, EffectOutcome> Waits(DateTimeOffset? until) => asked =>
        new EffectOutcome.Waits(new Stimulus.Ledger("task", asked.Bookmark.Value.ToString(provider: null), until),
            ImmutableDictionary<string, System.Text.Json.JsonElement>.Empty);
}
