using Orchestrator.Engine;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>Who is taken while others are held.</summary>
public sealed class ClaimTests
{
    private static readonly string Asking = Drawn.Sequence(Drawn.Activity("ask", "Test.Ask"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_many_commands_of_an_instance_that_somebody_holds_hide_nobody_behind_them()
    {
        const int Batch = 2;
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var held = await world.Run("asking");
        await world.Db.InTransaction(tx => world.Workflows.Cancel(
            tx, [.. Enumerable.Repeat(held, 10 * Batch)], "again and again", Stop), Stop);
        var other = (await world.Start("asking"))[0];

        await world.Db.InTransaction(async tx =>
        {
            await world.Workflows.Hold(tx, held, Stop);
            Assert.Equal(1, await world.Turn.Drain(Batch, Stop));
        }, Stop);

        Assert.Equal("Running/Suspended", await world.StatusOf(other));
        await world.Turn.Drain(Batch, Stop);
        Assert.Equal("Finished/Cancelled", await world.StatusOf(held));
    }

    [Fact]
    public async Task However_many_timers_of_instances_that_somebody_holds_hide_nobody_behind_them()
    {
        const int Batch = 2;
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var all = await world.Start("asking", (10 * Batch) + 1);
        await world.Turn.Drain(Stop);
        await world.Execute($"""
            UPDATE orchestrator.timer SET due_at = due_at + interval '1 minute' WHERE instance_id = {all[^1].Value}
            """);
        await world.Clock.Move(world.Db, World.Spring.AddDays(2), Stop);

        await world.Db.InTransaction(async tx =>
        {
            foreach (var held in all.SkipLast(1))
                await world.Workflows.Hold(tx, held, Stop);
            Assert.Equal(1, await world.Turn.Drain(Batch, Stop));
        }, Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(all[^1]));
    }
}
