using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Timers;
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
    [Fact]
    public async Task A_kept_event_stays_for_others_while_a_pause_keeps_the_answer_to_its_wait()
    {
        await using var world = await World.Create();
        await world.Publish("listening", Listening);
        var instance = await world.Run("listening");
        await OperationTests.Do(world, instance, new Operation.Pause());
        await world.Raise("Closed", null);
        await world.Turn.Drain(Stop);
        await Keep(world);

        await world.Turn.Drain(Stop);

        Assert.Equal((1, 1), (await OperationTests.Held(world), await world.Count("event_queue")));
    }

    [Fact]
    public async Task An_event_that_comes_too_early_in_a_turn_that_faults_is_there_after_the_retry()
    {
        await using var world = await World.Create();
        var twice = Drawn.Sequence(Hear("first", "Closed"), Hear("second", "Closed"));
        await world.Publish("two", Drawn.Parallel(
            twice, Drawn.Sequence(Hear("go", "Go"), Drawn.Broken("late"))));
        var instance = await world.Run("two");
        foreach (var name in new[] { "Closed", "Closed", "Go" })
            await world.Raise(name, null);
        await world.Turn.Drain(Stop);
        Assert.Equal(("Finished/Faulted", 1), (await world.StatusOf(instance), await world.Count("event_queue")));

        // Nobody looks for a month: what it may still come to hear is kept as long.
        await world.Execute($"UPDATE orchestrator.event_queue SET published_at = published_at - interval '31 days'");
        await new HousekeepingJob(world.Db, new ScratchDatabases(world.ConnectionString)).Run(Stop);

        Assert.Equal(1, await world.Count("event_queue"));
        await OperationTests.Skip(world, instance, "late");
        await world.Turn.Drain(Stop);
        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
    }

    private static string Hear(string id, string name) =>
        Drawn.Activity(id, "Elsa.Event", Drawn.Input("eventName", "String", name));

    private static Task<int> Keep(World world) => world.Execute($"""
        INSERT INTO orchestrator.event_queue (name, payload, published_at)
        VALUES ('Closed', convert_to('2', 'UTF8'), statement_timestamp())
        """);
}
