using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Timers;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Tests.Timers;

/// <summary>The server lived, its database did not (E-18): what fires late when it is back knows why.</summary>
public sealed class OutageTests
{
    private static readonly DateTimeOffset Due = new(2026, 3, 11, 1, 0, 0, TimeSpan.Zero);

    private static readonly string Alarm = Drawn.Sequence(
        Drawn.Activity("wait", "Elsa.StartAt", Drawn.Input("dateTime", "DateTimeOffset", "2026-03-11T01:00:00Z")),
        Drawn.Activity("look", "Test.Look"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_sweep_that_finds_the_database_back_knows_of_its_outage_before_anything_fires() =>
        Late((world, turn) => new SweepJob(world.Db, turn, new Silence()).Run(Stop));

    [Fact]
    public Task The_ring_that_finds_the_database_back_knows_of_its_outage_before_anything_fires() =>
        Late((world, turn) => new DrainJob(world.Db, turn, world.Clock).Run(Due, Stop));

    private static async Task Late(Func<World, Turn, Task> run)
    {
        await using var world = await World.Create();
        var look = new Look();
        var turn = new Turn(world.Db, world.Definitions, new LedgerActivities([look]), new Silence());
        await world.Publish("alarm", Alarm);
        await world.Start("alarm");
        await turn.Drain(Stop);
        await Heartbeat.Beat(world.Db, Stop);
        await world.Clock.Move(world.Db, Due, Stop);
        await world.Execute(
            $"UPDATE orchestrator.heartbeat SET at = statement_timestamp() - {TimeSpan.FromHours(2)}");

        await run(world, turn);

        var outage = Assert.Single(look.Seen);
        Assert.InRange(outage.EndedAt - outage.BeganAt, TimeSpan.FromHours(2), TimeSpan.FromHours(2.1));
    }

    /// <summary>Remembers the outages that are known when it runs.</summary>
    private sealed class Look : ILedgerActivity
    {
        public IReadOnlyList<Outage> Seen { get; private set; } = [];

        public ActivityDescription Description { get; } = new()
        { Type = "Test.Look", DisplayName = "look", Category = "test", Description = "look" };

        public async Task<IReadOnlyList<EffectOutcome>> Run(
            Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
        {
            Seen = await Heartbeat.Outages(tx, Due.AddDays(-1), Due.AddDays(1), stop);
            return [.. calls.Select(_ => EffectOutcome.Done.Plain)];
        }

        public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;
    }
}
