using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Storage;

public sealed class MigratorTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_nodes_started_at_once_on_an_empty_database_give_one_schema()
    {
        await using var empty = await EmptyDatabase.Create();
        await using var source = NpgsqlDataSource.Create(empty.ConnectionString);

        var applied = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => Migrator.Apply(source, TestServer.Migrations, Stop)));

        Assert.Equal(applied.Sum(), applied.Max());
        Assert.True(applied.Max() > 0);
    }

    [Fact]
    public async Task A_database_that_a_newer_version_has_used_is_refused_with_a_sentence()
    {
        await using var database = await TestDatabase.Create();
        await database.Database.InTransaction(tx => tx.Execute($"""
            INSERT INTO orchestrator.migration (owner, number, name, hash)
            VALUES ('Orchestrator.Runtime', 9999, '9999_later.sql', '')
            """, Stop), Stop);

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(
            () => database.Database.Migrate(TestServer.Migrations, Stop));

        Assert.Equal("RT001", refused.Problem.Code);
        Assert.Contains("9999", refused.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_applied_is_refused()
    {
        await using var database = await TestDatabase.Create();
        await database.Database.InTransaction(tx => tx.Execute($"""
            UPDATE orchestrator.migration SET hash = 'other' WHERE number = 1 AND owner = 'Orchestrator.Runtime'
            """, Stop), Stop);

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(
            () => database.Database.Migrate(TestServer.Migrations, Stop));

        Assert.Equal("RT002", refused.Problem.Code);
    }

    /// <summary>A database without any schema of ours.</summary>
    private sealed record EmptyDatabase(TestServer Server, string Name) : IAsyncDisposable
    {
        public string ConnectionString => Server.ConnectionString(Name);

        public static async Task<EmptyDatabase> Create()
        {
            var made = new EmptyDatabase(await TestServer.Instance, "empty" + Guid.CreateVersion7().ToString("N"));
            await made.Server.CreateEmpty(made.Name, Stop);
            return made;
        }

        public async ValueTask DisposeAsync() => await Server.Drop(Name, CancellationToken.None);
    }
}
