using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Clocks;

public sealed class BusinessClockTests
{
    private static readonly DateTimeOffset Spring = new(2026, 3, 10, 2, 20, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Training_begins_where_it_was_founded_and_moves_forward_only()
    {
        await using var database = await TestDatabase.Create();
        var clock = await database.TrainingFrom(Spring, Stop);
        Assert.InRange(clock.GetUtcNow(), Spring, Spring.AddMinutes(1));

        Assert.Null(await clock.Move(database.Database, Spring.AddDays(30), Stop));
        Assert.InRange(clock.GetUtcNow(), Spring.AddDays(30), Spring.AddDays(30).AddMinutes(1));

        Assert.Null(await clock.Move(database.Database, Spring, Stop));
        Assert.InRange(clock.GetUtcNow(), Spring.AddDays(30), Spring.AddDays(30).AddMinutes(1));
    }

    [Fact]
    public async Task Of_two_who_move_the_clock_at_once_neither_fails_and_it_stands_at_the_later_instant()
    {
        await using var database = await TestDatabase.Create();
        var clock = await database.TrainingFrom(Spring, Stop);

        var earlier = Task.FromResult<Engine.Problem?>(null);
        await database.Database.InTransaction(async tx =>
        {
            await tx.Execute($"UPDATE orchestrator.clock SET ahead_us = ahead_us + 86400000000", Stop);
            earlier = clock.Move(database.Database, Spring.AddHours(1), Stop);
            while (!earlier.IsCompleted && await WaitersOf(database) == 0)
                Stop.ThrowIfCancellationRequested();
        }, Stop);

        Assert.Null(await earlier);
        Assert.InRange(clock.GetUtcNow(), Spring.AddDays(1), Spring.AddDays(1).AddMinutes(1));
    }

    private static Task<long> WaitersOf(TestDatabase database) => database.Database.InTransaction(tx => tx.QueryOne($"""
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """, row => row.GetInt64(0), Stop), Stop);

    [Fact]
    public async Task The_database_and_every_server_agree_on_business_time()
    {
        await using var database = await TestDatabase.Create();
        await database.TrainingFrom(Spring, Stop);
        var second = await BusinessClock.Open(database.Database, new MachineClock(), new Founding(null, null), Stop);

        var inTheDatabase = await database.Database.InTransaction(tx => tx.QueryOne(
            $"SELECT orchestrator.business_now()", row => row.GetFieldValue<DateTimeOffset>(0), Stop), Stop);

        Assert.True(second.IsTraining);
        Assert.InRange(second.GetUtcNow() - inTheDatabase, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_live_clock_cannot_be_moved_and_a_live_database_never_becomes_training()
    {
        await using var database = await TestDatabase.Create();
        var live = await BusinessClock.Open(database.Database, new MachineClock(), new Founding(null, Spring), Stop);

        Assert.Equal("RT008", (await live.Move(database.Database, Spring.AddYears(9), Stop))?.Code);
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => database.TrainingFrom(Spring, Stop));
        Assert.Equal("RT007", refused.Problem.Code);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Database.InTransaction(
            tx => tx.Execute($"UPDATE orchestrator.clock SET ahead_us = 1", Stop), Stop));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.Database.InTransaction(
            tx => tx.Execute($"UPDATE orchestrator.clock SET training = true", Stop), Stop));
    }
}
