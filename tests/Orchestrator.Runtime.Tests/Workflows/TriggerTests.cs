using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Workflows;

/// <summary>Workflows that events and the clock start.</summary>
public sealed class TriggerTests
{
    private const string Starts = "\"customProperties\":{\"canStartWorkflow\":true}";

    private const string Hourly = "01:00:00";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_starts_every_workflow_that_it_triggers_and_wakes_who_waits_for_it()
    {
        await using var world = await World.Create();
        await world.Publish("first", OnEvent("Filed", then: "One"));
        await world.Publish("second", OnEvent("Filed", then: "Two"));
        await world.Publish("deaf", OnEvent("Closed", then: "Three"));
        await world.Publish("waiting", Drawn.Sequence(
            Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Filed"))));
        var waiting = await world.Run("waiting", "case-1");

        await world.Raise("Filed", "case-1", """{"by":"unit"}""");
        await world.Turn.Drain(Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(waiting));
        Assert.Equal((1, 1, 0), (await Of(world, "first"), await Of(world, "second"), await Of(world, "deaf")));
        Assert.Equal("case-1", await world.One<string>(
            $"SELECT min(correlation_id) FROM orchestrator.instance WHERE definition_id = 'first'"));
        Assert.Equal(["One", "Two"], await Published(world));
        Assert.Contains("\"by\":\"unit\"", await HistoryOf(world, "first"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_starts_a_workflow_is_heard_by_the_wait_that_the_new_instance_comes_to()
    {
        await using var world = await World.Create();
        await world.Publish("circle", Drawn.Sequence(
            Drawn.Activity("on", "Elsa.Event", Drawn.Input("eventName", "String", "Filed") + "," + Starts),
            Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Filed"))));

        await world.Raise("Filed", null);
        await world.Turn.Drain(Stop);

        Assert.Equal((1, 1), (await Of(world, "circle"), await world.Count("finished")));
        Assert.Equal(0, await world.Count("event_queue"));

        // The same where somebody waits already: both hear it.
        await world.Publish("waiting", Drawn.Sequence(
            Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Filed"))));
        await world.Run("waiting");
        await world.Raise("Filed", null);
        await world.Turn.Drain(Stop);
        Assert.Equal((2, 3), (await Of(world, "circle"), await world.Count("finished")));
    }

    [Theory]
    [InlineData(0.5, "Finished/Finished")]
    [InlineData(1.5, "Running/Suspended")]
    public async Task An_event_that_started_a_workflow_is_heard_for_a_minute_by_whoever_comes_to_wait(
        double minutes, string status)
    {
        await using var world = await World.Create();
        await world.Publish("first", OnEvent("Filed", then: "One"));
        await world.Publish("waiting", Drawn.Sequence(
            Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Filed"))));
        await world.Raise("Filed", "case-1");
        await world.Turn.Drain(Stop);

        await world.Clock.Move(world.Db, World.Spring.AddMinutes(minutes), Stop);

        Assert.Equal(status, await world.StatusOf(await world.Run("waiting", "case-1")));
    }

    [Fact]
    public async Task An_event_for_one_instance_starts_nothing()
    {
        await using var world = await World.Create();
        await world.Publish("started", OnEvent("Filed", then: "One"));
        await world.Publish("inward", Drawn.Sequence(Drawn.Activity("say", "Elsa.PublishEvent",
            Drawn.Input("eventName", "String", "Filed") + "," + Drawn.Input("isLocalEvent", "Boolean", "true"))));

        await world.Run("inward");

        Assert.Equal(0, await Of(world, "started"));
    }

    [Fact]
    public async Task An_event_costs_one_statement_where_it_triggers_nothing()
    {
        await using var world = await World.Create();
        await world.Publish("started", OnEvent("Filed", then: "One"));

        var statements = await world.Db.InTransaction(async tx =>
        {
            await world.Workflows.Publish(tx, [new PublishedEvent("Closed", null, Json.Null)], Stop);
            return tx.Statements;
        }, Stop);

        Assert.Equal(1, statements);
    }

    [Fact]
    public async Task Only_the_newest_version_is_started_and_one_without_triggers_leaves_none_behind()
    {
        await using var world = await World.Create();
        await world.Publish("flow", OnEvent("Filed", then: "Old"));
        await world.Publish("flow", OnEvent("Filed", then: "New"));

        await world.Raise("Filed", null);
        await world.Turn.Drain(Stop);
        await world.Publish("flow", Drawn.Sequence(Drawn.Activity("say", "Elsa.WriteLine")));
        await world.Raise("Filed", null);
        await world.Turn.Drain(Stop);

        Assert.Equal(["Filed", "New"], await Published(world));
        Assert.Equal(1, await Of(world, "flow"));
        Assert.Equal(0, await world.One<long>($"SELECT count(*) FROM orchestrator.trigger"));
    }

    [Fact]
    public async Task Two_servers_start_each_due_trigger_once()
    {
        const int Flows = 60;
        await using var world = await World.Create();
        for (var n = 0; n < Flows; n++)
            await world.Publish($"flow-{n}", Every(Hourly));
        await world.Clock.Move(world.Db, World.Spring.AddHours(1.5), Stop);
        await using var first = Database.Open(world.ConnectionString);
        await using var second = Database.Open(world.ConnectionString);

        await Task.WhenAll(world.NewTurn(first).Drain(Stop), world.NewTurn(second).Drain(Stop));
        await world.Turn.Drain(Stop);

        Assert.Equal(Flows, await world.Count("finished"));
        Assert.Equal((Flows, Flows), (
            await world.One<long>($"SELECT count(*) FROM orchestrator.instance"),
            await world.One<long>($"SELECT count(DISTINCT definition_id) FROM orchestrator.instance")));
    }

    [Fact]
    public async Task What_was_missed_starts_once_and_the_beat_is_kept()
    {
        await using var world = await World.Create();
        await world.Publish("hourly", Every(Hourly));
        var first = await DueAt(world);

        await world.Turn.Drain(Stop);
        Assert.Equal(0, await Of(world, "hourly"));
        await world.Clock.Move(world.Db, first.AddHours(5.5), Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal(1, await Of(world, "hourly"));
        Assert.Equal(first.AddHours(6), await DueAt(world));
    }

    [Fact]
    public async Task However_many_due_triggers_only_a_newer_server_can_read_the_others_start_and_they_are_named()
    {
        await using var world = await World.Create();
        await world.Publish("odd", Every(Hourly));
        await world.Publish("hourly", Every(Hourly));
        await world.Execute($"""
            INSERT INTO orchestrator.trigger (definition_id, version, activity_id, kind, key, due_at)
            SELECT 'odd', 1, 'newer-' || n, 'Timer', 'newer', {World.Spring}
            FROM generate_series(1, {(2 * DueTriggers.Most) + 10}) AS n
            """);

        await world.Clock.Move(world.Db, World.Spring.AddHours(1.5), Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal((1, 1), (await Of(world, "hourly"), await Of(world, "odd")));
        var named = await world.Db.InTransaction(tx => DueTriggers.Unreadable(tx, world.Definitions, Stop), Stop);
        Assert.Equal(DueTriggers.MostNamed, named.Count);
        Assert.All(named, one => Assert.Equal("RT200", one.Code));
        Assert.Contains("newer-1", named[0].Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_starts_at_the_times_of_the_clocks_in_Shanghai()
    {
        await using var world = await World.Create();
        await world.Publish("daily", Drawn.Sequence(Drawn.Activity("beat", "Elsa.Cron",
            Drawn.Input("cronExpression", "String", "0 0 9 * * MON-FRI") + "," + Starts)));
        var friday = new DateTimeOffset(2026, 3, 13, 1, 0, 0, TimeSpan.Zero);

        await world.Clock.Move(world.Db, friday, Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal(1, await Of(world, "daily"));
        Assert.Equal(friday.AddDays(3), await DueAt(world));
    }

    [Fact]
    public async Task A_trigger_and_its_next_instant_are_written_together_or_not_at_all()
    {
        await using var world = await World.Create();
        await world.Publish("hourly", Every(Hourly));
        var due = await DueAt(world);
        await world.Clock.Move(world.Db, due, Stop);

        // The table refuses the instance: what a crash between the two would leave.
        await world.Execute($"ALTER TABLE orchestrator.instance ADD CONSTRAINT closed CHECK (false) NOT VALID");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Turn.Drain(Stop));
        Assert.Equal(due, await DueAt(world));
        await world.Execute($"ALTER TABLE orchestrator.instance DROP CONSTRAINT closed");
        await world.Turn.Drain(Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal(1, await Of(world, "hourly"));
        Assert.Equal(due.AddHours(1), await DueAt(world));
    }

    [Fact]
    public async Task A_new_version_goes_on_counting_and_what_starts_once_does_not_start_again()
    {
        await using var world = await World.Create();
        string Once(string text) => Drawn.Sequence(
            Drawn.Activity("at", "Elsa.StartAt",
                Drawn.Input("dateTime", "DateTimeOffset", "2026-03-10T00:00:00Z") + "," + Starts),
            Drawn.Activity("beat", "Elsa.Timer", Drawn.Input("interval", "TimeSpan", Hourly) + "," + Starts),
            Drawn.Activity("say", "Elsa.WriteLine", Drawn.Input("text", "String", text)));
        await world.Publish("flow", Once("old"));
        var due = await DueAt(world, "beat");
        await world.Turn.Drain(Stop);
        Assert.Equal(1, await Of(world, "flow"));

        await world.Clock.Move(world.Db, due.AddMinutes(-1), Stop);
        await world.Publish("flow", Once("new"));
        await world.Turn.Drain(Stop);

        Assert.Equal(1, await Of(world, "flow"));
        Assert.Equal(due, await DueAt(world, "beat"));
    }

    private static string OnEvent(string name, string then) => Drawn.Sequence(
        Drawn.Activity("on", "Elsa.Event", Drawn.Input("eventName", "String", name) + "," + Starts),
        Drawn.Activity("say", "Elsa.PublishEvent", Drawn.Input("eventName", "String", then)));

    private static string Every(string interval) => Drawn.Sequence(
        Drawn.Activity("beat", "Elsa.Timer", Drawn.Input("interval", "TimeSpan", interval) + "," + Starts));

    private static Task<long> Of(World world, string definition) => world.One<long>(
        $"SELECT count(*) FROM orchestrator.instance WHERE definition_id = {definition}");

    private static Task<DateTimeOffset> DueAt(World world, string activity = "beat") => world.One<DateTimeOffset>(
        $"SELECT due_at FROM orchestrator.trigger WHERE activity_id = {activity}");

    /// <summary>Events that reached nobody, by name.</summary>
    private static Task<string[]> Published(World world) => world.One<string[]>(
        $"SELECT array_agg(name ORDER BY name) FROM orchestrator.event_queue WHERE until IS NULL");

    private static Task<string> HistoryOf(World world, string definition) => world.One<string>($"""
        SELECT string_agg(convert_from(state, 'UTF8'), '')
        FROM orchestrator.instance_state JOIN orchestrator.instance ON id = instance_id
        WHERE definition_id = {definition}
        """);
}
