using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Storage;

public sealed class ScratchDatabaseTests(TestDatabase home) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ScratchDatabases Databases => new(home.ConnectionString);

    [Fact]
    public async Task It_is_there_while_it_is_held_and_gone_afterwards_whoever_is_still_connected()
    {
        var scratch = await Databases.Make(model: null, Stop);
        await using var busy = Database.Open(scratch.ConnectionString);
        await busy.InTransaction(tx => tx.Execute($"CREATE TABLE public.note (text text)", Stop), Stop);
        Assert.True(await Exists(scratch.Name));

        await scratch.DisposeAsync();

        Assert.False(await Exists(scratch.Name));
    }

    [Fact]
    public async Task A_copy_begins_with_what_its_model_holds_and_leaves_it_alone()
    {
        await using var model = await Databases.Make(model: null, Stop);
        await Run(model.ConnectionString, $"CREATE TABLE public.note AS SELECT 'model' AS text");

        await using var copy = await Databases.Make(model, Stop);
        await Run(copy.ConnectionString, $"UPDATE public.note SET text = 'copy'");

        Assert.Equal("model", await Note(model));
        Assert.Equal("copy", await Note(copy));
    }

    [Fact]
    public async Task One_whose_holder_died_is_dropped_by_the_next_and_one_that_is_held_is_not()
    {
        await using var held = await Databases.Make(model: null, Stop);
        var orphan = await Databases.Make(model: null, Stop);
        await Die(orphan);

        await using var next = await Databases.Make(model: null, Stop);

        Assert.False(await Exists(orphan.Name));
        Assert.True(await Exists(held.Name));
        Assert.True(await Exists(next.Name));
    }

    [Fact]
    public async Task The_orphans_of_another_district_on_the_same_server_are_its_own_business()
    {
        await using var neighbour = await TestDatabase.Create();
        var orphan = await new ScratchDatabases(neighbour.ConnectionString).Make(model: null, Stop);
        await Die(orphan);

        Assert.Equal(0, await Databases.DropOrphans(Stop));
        Assert.True(await Exists(orphan.Name));
        Assert.Equal(1, await new ScratchDatabases(neighbour.ConnectionString).DropOrphans(Stop));
    }

    [Theory]
    [InlineData("orchestrator_scratch_test")]
    [InlineData("orchestrator-scratch-1_0123456789ab")]
    [InlineData("orchestrator_scratch_1_0123456789ab_copy")]
    public async Task A_database_that_is_only_named_alike_is_left_alone(string name)
    {
        await using var admin = new NpgsqlConnection(home.ConnectionString);
        await admin.OpenAsync(Stop);
        await new NpgsqlCommand($"CREATE DATABASE \"{name}\"", admin).ExecuteNonQueryAsync(Stop);
        try
        {
            await Databases.DropOrphans(Stop);
            Assert.True(await Exists(name));
        }
        finally
        {
            await new NpgsqlCommand($"DROP DATABASE \"{name}\"", admin).ExecuteNonQueryAsync(Stop);
        }
    }

    [Fact]
    public async Task A_user_who_may_not_create_databases_is_told_what_to_ask_for()
    {
        var role = "weak" + Guid.CreateVersion7().ToString("N")[^12..];
        await using var admin = new NpgsqlConnection(home.ConnectionString);
        await admin.OpenAsync(Stop);
        await using (var make = new NpgsqlCommand($"CREATE ROLE {role} LOGIN PASSWORD 'weak'", admin))
            await make.ExecuteNonQueryAsync(Stop);
        var address = new NpgsqlConnectionStringBuilder(home.ConnectionString) { Username = role, Password = "weak" };

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(
            () => new ScratchDatabases(address.ConnectionString).Make(model: null, Stop));

        Assert.Equal("RT195", refused.Problem.Code);
        Assert.Contains("CREATEDB", refused.Problem.Message, StringComparison.Ordinal);
    }

    /// <summary>As a killed process goes: its connections end, and nothing else happens.</summary>
    private async Task Die(ScratchDatabase scratch)
    {
        await using var admin = new NpgsqlConnection(home.ConnectionString + ";Pooling=false");
        await admin.OpenAsync(Stop);
        await using var kill = new NpgsqlCommand("""
            SELECT pg_terminate_backend(pid)
            FROM pg_locks
            WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
              AND ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)
            """, admin);
        kill.Parameters.AddWithValue(scratch.Name);
        Assert.Equal(true, await kill.ExecuteScalarAsync(Stop));
    }

    private async Task<bool> Exists(string name)
    {
        await using var connection = new NpgsqlConnection(home.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand("SELECT FROM pg_database WHERE datname = $1", connection);
        command.Parameters.AddWithValue(name);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        return await reader.ReadAsync(Stop);
    }

    private static async Task Run(string address, Sql sql)
    {
        await using var db = Database.Open(address + ";Pooling=false");
        await db.InTransaction(tx => tx.Execute(sql, Stop), Stop);
    }

    private static async Task<string?> Note(ScratchDatabase scratch)
    {
        await using var db = Database.Open(scratch.ConnectionString + ";Pooling=false");
        return await db.InTransaction(
            tx => tx.QueryOne($"SELECT text FROM public.note", row => row.GetString(0), Stop), Stop);
    }
}
