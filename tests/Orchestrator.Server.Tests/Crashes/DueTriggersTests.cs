using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>A workflow that the clock starts, and servers that die over it.</summary>
public sealed class DueTriggersTests
{
    /// <summary>So much longer than any machine needs that a trigger which has not fired by then is lost.</summary>
    private static readonly TimeSpan MostWaited = TimeSpan.FromMinutes(5);

    private static readonly DateTimeOffset Instant = new(2026, 3, 11, 1, 0, 0, TimeSpan.Zero);

    private const string Daily = """
        {
          "definitionId": "daily", "name": "daily", "version": 1,
          "root": { "id": "root", "type": "Elsa.Sequence", "activities": [
            { "id": "nine", "type": "Elsa.Cron", "customProperties": { "canStartWorkflow": true },
              "cronExpression": { "expression": { "type": "Literal", "value": "0 0 9 * * *" } } }
          ] }
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_killed_while_it_fires_one_fires_it_once_all_the_same()
    {
        await using var database = await TestDatabase.Create();
        await database.TrainingFrom(Instant.AddHours(-1), Stop);
        await database.Database.InTransaction(
            tx => new PublishFolder([]).Run(tx, Folder, "test", Stop), Stop);
        await using var server = new LiveServer { Shared = database };
        await server.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Administrator, Stop);

        await server.DieAt(Fault.BeforeCommit, () => Walk(server, token));
        Assert.Equal((0, Instant), (await Begun(database), await DueAt(database)));
        await server.Revive();

        // Nobody asks for anything: the sweep finds what is due.
        var waiting = Stopwatch.StartNew();
        while (await Finished(database) == 0)
            Assert.True(waiting.Elapsed < MostWaited, $"nothing began within {MostWaited}");
        Assert.Equal((1, Instant.AddDays(1)), (await Begun(database), await DueAt(database)));
        Assert.Empty(await Histories.Flaws(database.Database, Stop));
    }

    private static WorkflowFolder Folder { get; } = new()
    {
        Id = new DefinitionId("daily"),
        Definition = Encoding.UTF8.GetBytes(Daily),
        Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
    };

    private static Task<Answer> Walk(LiveServer server, string token) =>
        server.Post("/api/v1/training/clock", new { to = Instant.ToString("O") }, token, Stop);

    private static Task<long> Begun(TestDatabase database) => Count(
        database, $"SELECT count(*) FROM orchestrator.instance WHERE definition_id = 'daily'");

    private static Task<long> Finished(TestDatabase database) => Count(
        database, $"SELECT count(*) FROM orchestrator.instance WHERE definition_id = 'daily' AND status = 'Finished'");

    private static Task<DateTimeOffset> DueAt(TestDatabase database) => database.Database.InTransaction(tx =>
        tx.QueryOne($"SELECT due_at FROM orchestrator.trigger WHERE definition_id = 'daily'",
            row => row.GetFieldValue<DateTimeOffset>(0), Stop), Stop);

    private static Task<long> Count(TestDatabase database, Sql sql) =>
        database.Database.InTransaction(tx => tx.QueryOne(sql, row => row.GetInt64(0), Stop), Stop);
}
