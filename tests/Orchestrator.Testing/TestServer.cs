using System.Reflection;
using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Private;

namespace Orchestrator.Testing;

/// <summary>
/// One private PostgreSQL per test process, with a template database that was migrated once. It ends with the
/// process; a folder that a killed run left behind is removed by the next run.
/// </summary>
public sealed class TestServer
{
    private const string Prefix = "orchestrator-tests-";
    private const string Template = "migrated";
    private static readonly Lazy<Task<TestServer>> Running = new(Start);

    /// <summary>
    /// In the order in which their migrations are applied; those that the test project does not use are absent.
    /// </summary>
    private static readonly string[] Owners =
        ["Orchestrator.Runtime", "Orchestrator.Supervision", "Orchestrator.Server"];

    private readonly TemporaryPostgres postgres;

    private TestServer(TemporaryPostgres postgres) => this.postgres = postgres;

    public static Task<TestServer> Instance => Running.Value;

    /// <summary>Every assembly at hand that brings migrations.</summary>
    public static IReadOnlyList<Assembly> Migrations =>
        [.. Owners.Where(owner => File.Exists(Path.Combine(AppContext.BaseDirectory, owner + ".dll")))
            .Select(Assembly.Load)];

    public string ConnectionString(string database) => postgres.ConnectionString(database) + ";Maximum Pool Size=12";

    /// <summary>A fresh, migrated database.</summary>
    public Task Create(string database, CancellationToken stop) =>
        Run($"CREATE DATABASE \"{database}\" TEMPLATE {Template}", stop);

    public Task CreateEmpty(string database, CancellationToken stop) => Run($"CREATE DATABASE \"{database}\"", stop);

    public Task Drop(string database, CancellationToken stop) =>
        Run($"DROP DATABASE \"{database}\" WITH (FORCE)", stop);

    private static async Task<TestServer> Start()
    {
        var postgres = await TemporaryPostgres.Start(Prefix, (null, null), CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => postgres.DisposeAsync().AsTask().GetAwaiter().GetResult();
        await postgres.EnsureDatabase(Template, CancellationToken.None);
        await using var template = Database.Open(postgres.ConnectionString(Template) + ";Pooling=false");
        await template.Migrate(Migrations, CancellationToken.None);
        return new TestServer(postgres);
    }

    private async Task Run(string statement, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(stop);
    }
}
