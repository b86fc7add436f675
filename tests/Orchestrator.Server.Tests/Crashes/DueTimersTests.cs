using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>Two thousand timers of the same second, and servers that die among them (E-18).</summary>
public sealed class DueTimersTests
{
    private const int Timers = 2_000;

    /// <summary>So much longer than any machine needs that a timer which has not fired by then is lost.</summary>
    private static readonly TimeSpan MostWaited = TimeSpan.FromMinutes(5);

    private const string Due = "2026-03-11T01:00:00Z";

    private static readonly string Alarm = $$"""
        {
          "definitionId": "alarm", "name": "alarm", "version": 1,
          "root": { "id": "root", "type": "Elsa.Sequence", "activities": [
            { "id": "wait", "type": "Elsa.StartAt", "dateTime": {
              "typeName": "DateTimeOffset", "expression": { "type": "Literal", "value": "{{Due}}" } } },
            { "id": "say", "type": "Elsa.PublishEvent", "eventName": {
              "typeName": "String", "expression": { "type": "Literal", "value": "Rang" } } }
          ] }
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_again_and_again_among_them_fires_each_once()
    {
        await using var database = await Waiting();
        await using var server = new LiveServer { Shared = database };
        await server.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Administrator, Stop);

        await server.DieAt(Fault.BeforeCommit + ":4", () => Walk(server, token));
        var firedBefore = await Fired(database);
        await server.DieAt(Fault.AfterCommit + ":3", () => Walk(server, token));
        var firedBetween = await Fired(database);
        await using (var gate = await TimerGate.Close(
            database.Database, $"SELECT instance_id FROM orchestrator.timer WHERE due_at = {Instant}"))
        {
            await server.Revive();
            await gate.Stops(1, Task.Delay(Timeout.Infinite, Stop));
            await server.Kill();
        }

        Assert.InRange(firedBefore, 0, firedBetween - 1);
        Assert.InRange(firedBetween, 1, Timers - 1);
        Assert.Equal(firedBetween, await Fired(database));
        await server.Revive();

        // Nobody asks for anything: the sweep finds what is due.
        await AllFired(database, Timers);
        await EachFiredOnce(database);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_servers_fire_each_once_though_one_of_them_is_killed(bool isKilled)
    {
        await using var database = await Waiting();
        await using var first = Named("first", database);
        await first.InitializeAsync();
        await using var second = Named("second", database);
        await second.InitializeAsync();
        var token = await first.TokenOf(LiveServer.Administrator, Stop);

        var gate = await TimerGate.Close(database.Database, $"SELECT instance_id FROM orchestrator.timer");

        // Due before either is asked: a walk that comes late waits for the others' timers and takes none.
        await FallDue(database);
        var walks = new[] { Walk(first, token), Walk(second, token) };
        await gate.Stops("first", "second");
        if (isKilled)
            await first.Kill();
        await gate.Open();
        var interrupted = await Record.ExceptionAsync(() => walks[0]);

        Assert.Equal(isKilled, interrupted is not null);
        Assert.True((await walks[1]).Status == 200, second.Said);
        await EachFiredOnce(database);
        Assert.Equal(isKilled ? ["second"] : ["first", "second"], await gate.Takers());
    }

    [Fact]
    public async Task A_server_that_was_killed_while_it_planned_the_sweeps_starts_again_at_once_and_sweeps()
    {
        await using var database = await Waiting(timers: 1);
        await using var server = new LiveServer { Shared = database };
        await server.InitializeAsync();

        await server.Kill();
        await database.Database.InTransaction(tx => tx.Execute($"""
            INSERT INTO hangfire.lock (resource, acquired)
            SELECT lock, statement_timestamp()
            FROM unnest(ARRAY['recurring-jobs:lock', 'lock:recurring-job:sweep', 'locks:schedulepoller']) AS name (it),
                 concat('hangfire:', it) AS lock
            ON CONFLICT (resource) DO UPDATE SET acquired = EXCLUDED.acquired
            """, Stop), Stop);
        await server.Revive();
        await FallDue(database);

        await AllFired(database, 1);
    }

    private static DateTimeOffset Instant => DateTimeOffset.Parse(Due, provider: null);

    /// <summary>A database of the morning before, with nobody on it.</summary>
    private static async Task<TestDatabase> Waiting(int timers = Timers)
    {
        var database = await TestDatabase.Create();
        await database.TrainingFrom(Instant.AddDays(-1), Stop);
        var folder = new WorkflowFolder
        {
            Id = new DefinitionId("alarm"),
            Definition = Encoding.UTF8.GetBytes(Alarm),
            Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
        };
        await database.Database.InTransaction(async tx =>
        {
            Assert.NotNull((await new PublishFolder([]).Run(tx, folder, "test", Stop)).Version);
            await new WorkflowClient().Start(
                tx, [.. Enumerable.Repeat(new StartRequest { Definition = folder.Id }, timers)], Stop);
        }, Stop);
        await new Turn(database.Database, new DefinitionStore(), new LedgerActivities([]), new Silence()).Drain(Stop);
        return database;
    }

    /// <summary>The instant comes, and nothing is done yet.</summary>
    private static async Task FallDue(TestDatabase database)
    {
        var clock = await BusinessClock.Open(database.Database, new MachineClock(), new Founding(null, null), Stop);
        Assert.Null(await clock.Move(database.Database, Instant, Stop));
    }

    private static LiveServer Named(string name, TestDatabase database) => new()
    {
        Shared = database,
        Settings = [("ConnectionStrings__Orchestrator", $"{database.ConnectionString};Application Name={name}")],
    };

    private static Task<Answer> Walk(LiveServer server, string token) =>
        server.Post("/api/v1/training/clock", new { to = Due }, token, Stop);

    /// <summary>Waits until they have, and says how many did where one is lost.</summary>
    private static async Task AllFired(TestDatabase database, int timers)
    {
        var waiting = Stopwatch.StartNew();
        for (var fired = await Fired(database); fired < timers; fired = await Fired(database))
            Assert.True(waiting.Elapsed < MostWaited, $"{fired} of {timers} timers fired within {MostWaited}");
    }

    private static Task<long> Fired(TestDatabase database) => Count(
        database, $"SELECT count(*) FROM orchestrator.instance WHERE status = 'Finished'");

    private static async Task EachFiredOnce(TestDatabase database)
    {
        Assert.Equal(Timers, await Fired(database));
        Assert.Equal(Timers, await Count(database, $"SELECT count(*) FROM orchestrator.event_queue"));
        Assert.Equal(2 * Timers, await Count(database, $"SELECT count(*) FROM orchestrator.journal"));
        Assert.Equal(0, await Count(database, $"""
            SELECT (SELECT count(*) FROM orchestrator.timer) + (SELECT count(*) FROM orchestrator.inbox)
                 + (SELECT count(*) FROM orchestrator.incident)
            """));
        Assert.Empty(await Histories.Flaws(database.Database, Stop));
    }

    private static Task<long> Count(TestDatabase database, Sql sql) =>
        database.Database.InTransaction(tx => tx.QueryOne(sql, row => row.GetInt64(0), Stop), Stop);
}
