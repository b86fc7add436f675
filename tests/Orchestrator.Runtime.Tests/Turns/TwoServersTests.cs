using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>Two servers, each with its own pool, on one database.</summary>
public sealed class TwoServersTests
{
    private const int Timers = 2_000;

    private static readonly string Alarm = Drawn.Sequence(
        Drawn.Activity("wait", "Elsa.StartAt", Drawn.Input("dateTime", "DateTimeOffset", "2026-03-11T01:00:00Z")),
        Drawn.Activity("say", "Elsa.PublishEvent", Drawn.Input("eventName", "String", "Rang")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_thousand_timers_of_the_same_second_fire_once_each()
    {
        await using var world = await World.Create();
        await world.Publish("alarm", Alarm);
        await world.Start("alarm", Timers);
        await world.Turn.Drain(Stop);
        await world.Clock.Move(world.Db, new DateTimeOffset(2026, 3, 11, 1, 0, 0, TimeSpan.Zero), Stop);
        await using var first = Database.Open(world.ConnectionString);
        await using var second = Database.Open(world.ConnectionString);

        var turns = await Task.WhenAll(
            world.NewTurn(first).Drain(batch: 20, Stop), world.NewTurn(second).Drain(batch: 20, Stop));

        Assert.All(turns, taken => Assert.InRange(taken, 1, Timers - 1));
        Assert.Equal(Timers, turns.Sum());
        Assert.Equal(Timers, await world.Count("finished"));
        Assert.Equal(Timers, await world.Count("event_queue"));
        Assert.Equal(2 * Timers, await world.Count("journal"));
        Assert.Equal(0, await world.Count("timer") + await world.Count("incident"));
    }
}
