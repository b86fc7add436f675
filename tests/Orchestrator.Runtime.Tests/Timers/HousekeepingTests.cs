using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Timers;

namespace Orchestrator.Runtime.Tests.Timers;

/// <summary>What must be done though nobody asks for it.</summary>
public sealed class HousekeepingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_turn_in_a_month_without_a_partition_is_recorded_and_hinders_no_later_month()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Drawn.Sequence(Drawn.Activity("ask", "Test.Ask")));

        // As a database of months ago has it, whose server was never there to make the months since.
        await DropMonths(world);
        var instance = await world.Run("asking");
        Assert.Equal(1L, await world.One<long>($"SELECT count(*) FROM orchestrator.journal_other"));

        await Job(world).Run(Stop);
        await Job(world).Run(Stop);

        Assert.Equal(3L, await Months(world));
        await world.Run("asking");
        Assert.Equal(2L, await world.Count("journal"));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task Two_servers_that_make_the_months_at_once_make_each_once()
    {
        await using var world = await World.Create();
        await DropMonths(world);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Job(world).Run(Stop)));

        Assert.Equal(4L, await Months(world));
    }

    [Fact]
    public async Task An_event_is_forgotten_after_thirty_days_when_nobody_runs_who_could_hear_it()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Drawn.Sequence(Drawn.Activity("ask", "Test.Ask")));
        await world.Run("asking", "runs");
        await world.Raise("Old", "runs");
        await world.Raise("Old", "never began");
        await world.Raise("Old", null);
        await PublishedFor(world, TimeSpan.FromDays(31));
        await world.Raise("Young", "never began");

        await Job(world).Run(Stop);

        Assert.Equal("Old of runs, Young of never began", await world.One<string>($"""
            SELECT string_agg(name || ' of ' || correlation_id, ', ' ORDER BY id) FROM orchestrator.event_queue
            """));
    }

    [Fact]
    public async Task An_event_that_started_a_workflow_is_forgotten_when_its_minute_is_over()
    {
        await using var world = await World.Create();
        await world.Publish("started", Drawn.Sequence(Drawn.Activity("on", "Elsa.Event",
            Drawn.Input("eventName", "String", "Filed") + ",\"customProperties\":{\"canStartWorkflow\":true}")));
        await world.Raise("Filed", null);
        await Job(world).Run(Stop);
        Assert.Equal(1, await world.Count("event_queue"));

        await world.Clock.Move(world.Db, World.Spring.AddMinutes(2), Stop);
        await Job(world).Run(Stop);

        Assert.Equal(0, await world.Count("event_queue"));
    }

    [Fact]
    public async Task More_events_than_one_transaction_forgets_are_all_forgotten()
    {
        await using var world = await World.Create();
        await world.Execute($"""
            INSERT INTO orchestrator.event_queue (name, correlation_id, payload, published_at)
            SELECT 'Old', 'case-' || n, 'null', statement_timestamp()
            FROM generate_series(1, 2001) AS n
            """);
        await PublishedFor(world, TimeSpan.FromDays(31));

        await Job(world).Run(Stop);

        Assert.Equal(0, await world.Count("event_queue"));
    }

    private static Task<int> DropMonths(World world) => world.Execute($"""
        DO $$
        DECLARE month regclass;
        BEGIN
            FOR month IN SELECT inhrelid FROM pg_inherits
                         WHERE inhparent = 'orchestrator.journal'::regclass
                           AND inhrelid <> 'orchestrator.journal_other'::regclass LOOP
                EXECUTE format('DROP TABLE %s', month);
            END LOOP;
        END $$
        """);

    private static Task<long> Months(World world) => world.One<long>($"""
        SELECT count(*) FROM pg_inherits
        WHERE inhparent = 'orchestrator.journal'::regclass AND inhrelid <> 'orchestrator.journal_other'::regclass
        """);

    private static Task<int> PublishedFor(World world, TimeSpan age) => world.Execute(
        $"UPDATE orchestrator.event_queue SET published_at = statement_timestamp() - {age}");

    private static HousekeepingJob Job(World world) => new(world.Db, new ScratchDatabases(world.ConnectionString));
}
