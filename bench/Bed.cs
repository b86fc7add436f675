using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Private;
using Orchestrator.Runtime.Timers;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Bench;

/// <summary>A private PostgreSQL with the runtime on it and the definition <c>bench</c> published.</summary>
internal sealed class Bed : IAsyncDisposable
{
    private readonly PrivatePostgres postgres;
    private readonly string folder;

    private Bed(PrivatePostgres postgres, string folder, Database db)
    {
        this.postgres = postgres;
        this.folder = folder;
        Db = db;
        var ledger = new LedgerActivities([new Ask(), new Remind()]);
        Turn = new Turn(db, new DefinitionStore(), ledger, new Silence());
        Meter = new Meter(db, folder);
    }

    public Database Db { get; }

    public Turn Turn { get; }

    public Meter Meter { get; }

    public static async Task<Bed> Lay(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-bench-").FullName;
        var postgres = await PrivatePostgres.Start(new PrivatePostgresPlace { Folder = folder }, stop);
        await postgres.EnsureDatabase("bench", stop);
        var db = Database.Open(postgres.ConnectionString("bench") + ";Maximum Pool Size=8");
        await db.Migrate([typeof(Database).Assembly], stop);
        await BusinessClock.Open(db, new MachineClock(), new Founding(Training: false, null), stop);
        await db.InTransaction(tx => Prepare(tx, stop), stop);
        return new Bed(postgres, folder, db);
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Prepare(Tx tx, CancellationToken stop)
    {
        await tx.Execute($"""
            CREATE SCHEMA bench;
            CREATE TABLE bench.task (
                id          uuid PRIMARY KEY,
                instance_id uuid NOT NULL,
                bookmark    bigint NOT NULL,
                title       text NOT NULL,
                due_at      timestamptz NOT NULL,
                state       text NOT NULL DEFAULT 'Open',
                UNIQUE (instance_id, bookmark)
            ) WITH (fillfactor = 80);
            """, stop);
        var publication = await new PublishFolder([]).Run(tx, Folder(), "bench", stop);
        if (publication.Version is null)
            throw new InvalidOperationException(string.Join("; ", publication.Problems));
    }

    private static WorkflowFolder Folder()
    {
        using var stream = typeof(Bed).Assembly.GetManifestResourceStream("bench.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new WorkflowFolder
        {
            Id = new DefinitionId("bench"),
            Definition = bytes.ToArray(),
            Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
        };
    }
}
