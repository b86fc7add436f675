using System.Text;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Http;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>A database of its own on the training clock, with the turn and two test activities.</summary>
public sealed class World : IAsyncDisposable
{
    public static readonly DateTimeOffset Spring = new(2026, 3, 10, 2, 20, 0, TimeSpan.Zero);

    private readonly TestDatabase database;

    private World(TestDatabase database, BusinessClock clock)
    {
        this.database = database;
        Clock = clock;
        Turn = NewTurn(Db);
    }

    public BusinessClock Clock { get; }

    public Database Db => database.Database;

    public string ConnectionString => database.ConnectionString;

    public DefinitionStore Definitions { get; } = new();

    public WorkflowClient Workflows { get; } = new();

    public Ask Ask { get; } = new();

    public Touchy Touchy { get; } = new();

    public Turn Turn { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<World> Create()
    {
        var database = await TestDatabase.Create();
        return new World(database, await database.TrainingFrom(Spring, Stop));
    }

    /// <summary>A turn as another server has it: its own pool on the same database.</summary>
    public Turn NewTurn(Database db) => NewTurn(db, new Silence());

    public Turn NewTurn(Database db, IRing ring) =>
        new(db, Definitions, new LedgerActivities(
        [
            Ask, Touchy, .. HttpActivity.All, new EndpointActivity(), new ResponseActivity(), new EmailActivity(),
        ]), ring);

    public Task<Publication> Publish(string id, string root) => database.Publish(Drawn.Folder(id, root), Stop);

    /// <summary>The same for a whole definition, as it is exported.</summary>
    public Task<Publication> PublishText(string id, string definition) => database.Publish(
        Drawn.Folder(id, "null") with { Definition = Encoding.UTF8.GetBytes(definition) }, Stop);

    public Task<IReadOnlyList<InstanceId>> Start(string definition, int n = 1, string? correlation = null) =>
        Db.InTransaction(tx => Workflows.Start(tx, [.. Enumerable.Range(0, n).Select(_ => new StartRequest
        { Definition = new DefinitionId(definition), CorrelationId = correlation })], Stop), Stop);

    public async Task<InstanceId> Run(string definition, string? correlation = null)
    {
        var instance = (await Start(definition, 1, correlation))[0];
        await Turn.Drain(Stop);
        return instance;
    }

    public Task Raise(string name, string? correlation, string payload = "null") => Db.InTransaction(
        tx => Workflows.Publish(tx, [new PublishedEvent(name, correlation, Json.Parse(payload))], Stop), Stop);

    public Task<string> StatusOf(InstanceId instance) => One<string>($"""
        SELECT status || '/' || sub_status FROM orchestrator.instance WHERE id = {instance.Value}
        """);

    public Task<long> Count(string table) => One<long>(table switch
    {
        "bookmark" => $"SELECT count(*) FROM orchestrator.bookmark",
        "timer" => $"SELECT count(*) FROM orchestrator.timer",
        "inbox" => $"SELECT count(*) FROM orchestrator.inbox",
        "event_queue" => $"SELECT count(*) FROM orchestrator.event_queue",
        "journal" => $"SELECT count(*) FROM orchestrator.journal",
        "incident" => $"SELECT count(*) FROM orchestrator.incident WHERE resolved_at IS NULL",
        "parked_command" => $"SELECT count(*) FROM orchestrator.parked_command",
        "finished" => $"SELECT count(*) FROM orchestrator.instance WHERE sub_status = 'Finished'",
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "unknown"),
    });

    public async Task<T> One<T>(Sql sql) =>
        (await Db.InTransaction(tx => tx.QueryOne(sql, row => row.GetFieldValue<T>(0), Stop), Stop))!;

    public Task<int> Execute(Sql sql) => Db.InTransaction(tx => tx.Execute(sql, Stop), Stop);

    public async Task<Problem?> Audit(InstanceId instance) =>
        (await Db.InTransaction(tx => new JournalAudit(Definitions).Check(tx, instance, Stop), Stop)).Flaw;

    /// <summary>Everything that ever ran here.</summary>
    public Task<JournalFindings> AuditAll(DateTimeOffset sealUntil = default) =>
        new WholeJournal(Db, new JournalAudit(Definitions)).Check(sealUntil, Stop);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}

/// <summary>Waits for an answer, a day at most; remembers what it was told to release.</summary>
public sealed class Ask : ILedgerActivity
{
    public List<ReleasedWait> Released { get; } = [];

    public int Sets { get; private set; }

    public ActivityDescription Description { get; } = new()
    {
        Type = "Test.Ask",
        DisplayName = "ask",
        Category = "test",
        Description = "ask",
        MayWait = true,
    };

    public Task<IReadOnlyList<EffectOutcome>> Run(Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        Sets++;
        return Task.FromResult<IReadOnlyList<EffectOutcome>>([.. calls.Select(call => new EffectOutcome.Waits(
            new Stimulus.Ledger("ask", "key", call.Now.AddDays(1)), Json.Nothing))]);
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop)
    {
        Released.AddRange(waits);
        return Task.CompletedTask;
    }
}

/// <summary>Writes a row, and throws for one of the correlations while it is told to.</summary>
public sealed class Touchy : ILedgerActivity
{
    public string? Poison { get; set; }

    public ActivityDescription Description { get; } = new()
    { Type = "Test.Touchy", DisplayName = "touchy", Category = "test", Description = "touchy" };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var keys = calls.Select(call => "touched " + call.Instance).ToArray();
        var ids = calls.Select(call => call.Instance.Value).ToArray();
        await tx.Execute($"""
            INSERT INTO orchestrator.start_key (key, instance_id) SELECT * FROM unnest({keys}, {ids})
            """, stop);
        if (calls.Any(call => Poison is not null && call.CorrelationId == Poison))
            throw new InvalidOperationException("the row is not what it should be");
        return [.. calls.Select(_ => new EffectOutcome.Done(["Touched"],
            Json.Nothing.Add("Result", JsonSerializer.SerializeToElement(7))))];
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;
}
