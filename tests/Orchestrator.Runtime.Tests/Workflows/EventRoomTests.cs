using Orchestrator.Engine;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Workflows;

public sealed class EventRoomTests
{
    private static readonly string Listening = Drawn.Sequence(
        Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Closed")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_and_its_event_that_did_not_see_each_other_meet_however_long_the_outage_that_follows()
    {
        await using var world = await World.Create();
        await world.Publish("listening", Listening);
        await world.Turn.Drain(Stop);
        var instance = await world.Db.InTransaction(async tx =>
        {
            var request = new StartRequest { Definition = new DefinitionId("listening"), CorrelationId = "case-1" };
            var started = (await world.Workflows.Start(tx, [request], Stop))[0];
            await world.Turn.Advance(tx, Stop);
            await world.Raise("Closed", "case-1");
            return started;
        }, Stop);
        Assert.Equal((1L, 1L), (await world.Count("bookmark"), await world.Count("event_queue")));

        // The server dies here, before its next drain, and comes back the next morning.
        await world.Execute($"""
            UPDATE orchestrator.event_queue SET published_at = published_at - interval '12 hours'
            """);
        await world.Execute($"UPDATE orchestrator.event_match SET until = until - interval '12 hours'");
        await world.Turn.Drain(Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Equal(0, await world.Count("event_queue"));
    }
}
