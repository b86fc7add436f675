using Npgsql;
using Orchestrator.Runtime.Storage;
using Xunit;

namespace Orchestrator.Testing;

/// <summary>
/// A migrated database for one test class (<c>IClassFixture&lt;TestDatabase&gt;</c>), made from the template and
/// dropped afterwards. For a database per test, make one yourself with <see cref="Create"/>.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private readonly string name = "t" + Guid.CreateVersion7().ToString("N");
    private TestServer? server;
    private Database? database;

    public Database Database => database ?? throw new InvalidOperationException("the fixture was not started");

    /// <summary>For a second pool, or a second process, on the same database.</summary>
    public string ConnectionString =>
        (server ?? throw new InvalidOperationException("the fixture was not started")).ConnectionString(name);

    public static async Task<TestDatabase> Create()
    {
        var made = new TestDatabase();
        await made.InitializeAsync();
        return made;
    }

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.Instance;
        await server.Create(name, TestContext.Current.CancellationToken);
        database = Database.Open(ConnectionString);
    }

    /// <summary>Empties every table of our schemas, for a test that must begin with nothing.</summary>
    public async Task Clear(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(
            """
            DO $$
            DECLARE tables text;
            BEGIN
                SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') INTO tables
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND n.nspname IN ('orchestrator', 'supervision', 'identity')
                  AND NOT (n.nspname = 'orchestrator' AND c.relname IN ('migration', 'clock'));
                EXECUTE 'TRUNCATE ' || tables || ' RESTART IDENTITY CASCADE';
            END $$
            """, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
        if (server is not null)
            await server.Drop(name, CancellationToken.None);
    }
}
