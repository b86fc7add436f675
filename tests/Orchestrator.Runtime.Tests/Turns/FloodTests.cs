using Orchestrator.Runtime.Timers;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>Workflows that make their own work, without an end.</summary>
public sealed class FloodTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workflow_that_starts_itself_holds_no_drain_for_ever_and_keeps_nobody_from_a_turn()
    {
        await using var world = await World.Create();
        await world.Publish("flood", Drawn.Sequence(
            Drawn.Activity("on", "Elsa.Event", Drawn.Input("eventName", "String", "Again")
                + ",\"customProperties\":{\"canStartWorkflow\":true}"),
            Drawn.Activity("again", "Elsa.PublishEvent", Drawn.Input("eventName", "String", "Again"))));
        await world.Publish("other", Drawn.Sequence(
            Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Go"))));
        var ring = new CountedRing();
        var turn = world.NewTurn(world.Db, ring);
        await world.Raise("Again", null);
        var other = (await world.Start("other"))[0];

        var first = await turn.Drain(Stop);

        // It has given way, asks to be called again, and the next drain goes on with the flood.
        Assert.InRange(first, 100, 1_000);
        Assert.Equal("Running/Suspended", await world.StatusOf(other));
        Assert.Equal(1, ring.Calls);
        var begun = await world.Count("finished");
        await turn.Drain(Stop);
        Assert.True(await world.Count("finished") > begun);
        Assert.Equal(2, ring.Calls);
    }

    [Fact]
    public async Task A_workflow_that_starts_itself_twice_and_twice_again_holds_up_no_timer()
    {
        await using var world = await World.Create();
        await world.Publish("flood", Drawn.Sequence(
            Drawn.Activity("on", "Elsa.Event", Drawn.Input("eventName", "String", "Again")
                + ",\"customProperties\":{\"canStartWorkflow\":true}"),
            Drawn.Activity("once", "Elsa.PublishEvent", Drawn.Input("eventName", "String", "Again")),
            Drawn.Activity("twice", "Elsa.PublishEvent", Drawn.Input("eventName", "String", "Again"))));
        await world.Publish("timed", Drawn.Sequence(
            Drawn.Activity("delay", "Elsa.Delay", Drawn.Input("timeSpan", "TimeSpan", "00:00:10"))));
        var timed = await world.Run("timed");
        await world.Clock.Move(world.Db, World.Spring.AddMinutes(1), Stop);
        for (var n = 0; n < 20; n++)
            await world.Raise("Again", null);

        await world.Turn.Drain(batch: 10, Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(timed));
    }

    private sealed class CountedRing : IRing
    {
        public int Calls { get; private set; }

        public void At(DateTimeOffset due)
        {
            // Nobody asks here when a timer is due.
        }

        public void Now() => Calls++;
    }
}
