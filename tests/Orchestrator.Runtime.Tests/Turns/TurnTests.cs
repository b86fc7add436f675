using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Turns;

public sealed class TurnTests
{
    private static readonly string Asking = Drawn.Sequence(Drawn.Activity("ask", "Test.Ask"));
    private static readonly string Touching = Drawn.Sequence(
        Drawn.Activity("touch", "Test.Touchy"), Drawn.Activity("ask", "Test.Ask"));
    private static readonly string Listening = Drawn.Sequence(
        Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Closed")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_waits_is_answered_and_ends_and_its_history_holds()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");
        Assert.Equal("Running/Suspended", await world.StatusOf(instance));
        Assert.Equal(1, await world.Count("timer"));

        var bookmark = await world.One<long>($"SELECT id FROM orchestrator.bookmark");
        await world.Db.InTransaction(async tx =>
        {
            var answer = Json.Parse("""{"outcome":"Signed"}""");
            await world.Workflows.Resume(tx, [new WaitAnswer(instance, new BookmarkId(bookmark), answer)], Stop);
            await world.Turn.Advance(tx, Stop);
        }, Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Equal(0, await world.Count("timer") + await world.Count("bookmark") + await world.Count("inbox"));
        Assert.Empty(world.Ask.Released);
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task A_turn_takes_as_many_statements_for_two_hundred_as_for_two()
    {
        await using var world = await World.Create();
        await world.Publish("touching", Touching);
        await world.Run("touching");

        var forTwo = await StatementsOf(world, 2);
        var forMany = await StatementsOf(world, 200);

        Assert.Equal(forTwo, forMany);
        Assert.Equal(203, await world.Count("journal"));
    }

    [Fact]
    public async Task A_long_inbox_is_not_walked_for_every_row_of_it()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);

        // The plans are made while the inbox is known to be empty: it is, whenever the statistics are taken.
        for (var n = 0; n < 8; n++)
            await world.Run("asking");
        await world.Execute($"ANALYZE");
        var before = await RowsRead(world);

        await world.Start("asking", 2_000);
        await world.Turn.Drain(Stop);

        Assert.Equal(2_008, await world.Count("bookmark"));
        Assert.InRange(await RowsRead(world) - before, 0, 2_000 * 40);
    }

    [Fact]
    public async Task A_poisoned_instance_is_parked_and_the_others_go_on()
    {
        await using var world = await World.Create();
        await world.Publish("touching", Touching);
        await world.Start("touching", 5);
        var poisoned = (await world.Start("touching", 1, "bad"))[0];
        world.Touchy.Poison = "bad";

        await world.Turn.Drain(Stop);

        Assert.Equal("Running/Interrupted", await world.StatusOf(poisoned));
        Assert.Equal(5, await world.Count("bookmark"));
        Assert.Equal(5L, await world.One<long>(
            $"SELECT count(*) FROM orchestrator.start_key WHERE key LIKE 'touched %'"));
        Assert.Contains("the row is not what it should be",
            await world.One<string>($"SELECT exception FROM orchestrator.incident"), StringComparison.Ordinal);

        world.Touchy.Poison = null;
        var incident = await world.One<long>($"SELECT id FROM orchestrator.incident");
        await world.Db.InTransaction(tx => world.Workflows.Retry(tx, incident, null, Stop), Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal("Running/Suspended", await world.StatusOf(poisoned));
        Assert.Equal(0, await world.Count("incident") + await world.Count("parked_command"));
        Assert.Null(await world.Audit(poisoned));
    }

    [Fact]
    public async Task An_answer_to_a_parked_instance_is_kept_for_its_retry()
    {
        await using var world = await World.Create();
        await world.Publish("asking-then-touching", Drawn.Sequence(
            Drawn.Activity("ask", "Test.Ask"), Drawn.Activity("touch", "Test.Touchy")));
        world.Touchy.Poison = "bad";
        var instance = await world.Run("asking-then-touching", "bad");
        await Answer(world, instance);
        Assert.Equal("Running/Interrupted", await world.StatusOf(instance));
        Assert.Equal((0L, 1L), (await world.Count("timer"), await world.Count("parked_command")));

        world.Touchy.Poison = null;
        var incident = await world.One<long>($"SELECT id FROM orchestrator.incident");
        await world.Db.InTransaction(tx => world.Workflows.Retry(tx, incident, null, Stop), Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task An_event_before_its_wait_is_kept_and_one_of_another_case_is_not_heard()
    {
        await using var world = await World.Create();
        await world.Publish("listening", Listening);
        await world.Raise("Closed", "case-1");
        await world.Raise("Closed", "case-2");

        var heard = await world.Run("listening", "case-1");
        var deaf = await world.Run("listening", "case-3");
        await world.Turn.Drain(Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(heard));
        Assert.Equal("Running/Suspended", await world.StatusOf(deaf));
        Assert.Equal(1, await world.Count("event_queue"));

        await world.Raise("Closed", null, """{"on":"2026-03-11"}""");
        await world.Turn.Drain(Stop);
        Assert.Equal("Finished/Finished", await world.StatusOf(deaf));
    }

    [Fact]
    public async Task A_wait_lapses_at_its_instant_and_not_before_and_its_activity_hears_of_it()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");

        await world.Clock.Move(world.Db, World.Spring.AddHours(23), Stop);
        await world.Turn.Drain(Stop);
        Assert.Equal("Running/Suspended", await world.StatusOf(instance));

        await world.Clock.Move(world.Db, World.Spring.AddHours(25), Stop);
        await world.Turn.Drain(Stop);
        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.True(Assert.Single(world.Ask.Released).Lapsed);
    }

    [Fact]
    public async Task A_wait_whose_lapse_moves_keeps_waiting_also_where_nobody_drained_before_the_old_instant()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");
        var bookmark = await world.One<long>($"SELECT id FROM orchestrator.bookmark");
        await world.Db.InTransaction(tx => world.Workflows.Move(tx,
            [new WaitMove(instance, new BookmarkId(bookmark), World.Spring.AddDays(3))], Stop), Stop);

        await world.Clock.Move(world.Db, World.Spring.AddHours(25), Stop);
        await world.Turn.Drain(Stop);
        Assert.Equal("Running/Suspended", await world.StatusOf(instance));
        Assert.Equal(1, await world.Count("timer"));

        await world.Clock.Move(world.Db, World.Spring.AddDays(3), Stop);
        await world.Turn.Drain(Stop);
        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.True(Assert.Single(world.Ask.Released).Lapsed);
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task A_late_turn_is_refused()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");
        await world.Raise("nothing", null);

        // Somebody whose lock had been lost wrote meanwhile: the state that is read is not of the row that is held.
        await world.Execute($"UPDATE orchestrator.instance SET version = 7 WHERE id = {instance.Value}");
        await world.Clock.Move(world.Db, World.Spring.AddDays(2), Stop);
        await world.Db.InTransaction(tx => world.Workflows.Cancel(tx, [instance], "late", Stop), Stop);
        await world.Db.InTransaction(async tx =>
        {
            await world.Workflows.Cancel(tx, [instance], "late", Stop);
            await world.Turn.Advance(tx, Stop);
        }, Stop);

        Assert.Equal("Running/Suspended", await world.StatusOf(instance));
        Assert.Equal((1L, 1L, 2L),
            (await world.Count("journal"), await world.Count("timer"), await world.Count("inbox")));
    }

    [Fact]
    public async Task Cancel_and_answer_at_the_same_time_end_cancelled_with_nothing_open()
    {
        await using var world = await World.Create();
        await world.Publish("asking-twice", Drawn.Sequence(
            Drawn.Activity("ask", "Test.Ask"), Drawn.Activity("again", "Test.Ask")));
        var instances = await world.Start("asking-twice", 20);
        await world.Turn.Drain(Stop);

        await Task.WhenAll(instances.SelectMany(instance => new[]
        {
            Answer(world, instance),
            world.Db.InTransaction(async tx =>
            {
                await world.Workflows.Cancel(tx, [instance], "withdrawn", Stop);
                await world.Turn.Advance(tx, Stop);
            }, Stop),
        }));
        await world.Turn.Drain(Stop);

        Assert.Equal(20L, await world.One<long>(
            $"SELECT count(*) FROM orchestrator.instance WHERE sub_status = 'Cancelled'"));
        Assert.Equal(0, await world.Count("bookmark") + await world.Count("timer") + await world.Count("inbox"));
    }

    private static async Task Answer(World world, InstanceId instance)
    {
        var bookmark = await world.One<long>(
            $"SELECT COALESCE(max(id), 0) FROM orchestrator.bookmark WHERE instance_id = {instance.Value}");
        await world.Db.InTransaction(async tx =>
        {
            await world.Workflows.Resume(tx, [new WaitAnswer(instance, new BookmarkId(bookmark), Json.Null)], Stop);
            await world.Turn.Advance(tx, Stop);
        }, Stop);
    }

    /// <summary>Rows of the inbox that PostgreSQL looked at since the database was made.</summary>
    private static async Task<long> RowsRead(World world)
    {
        await world.Execute($"SELECT pg_stat_force_next_flush()");
        return await world.One<long>($"""
            SELECT seq_tup_read + COALESCE((
                SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'inbox'), 0)
            FROM pg_stat_user_tables WHERE schemaname = 'orchestrator' AND relname = 'inbox'
            """);
    }

    private static async Task<long> StatementsOf(World world, int n)
    {
        await world.Start("touching", n);
        var before = world.Db.Statements;
        await world.Turn.Drain(Stop);
        return world.Db.Statements - before;
    }
}
