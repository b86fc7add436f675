using System.Globalization;
using Npgsql;
using Orchestrator.Runtime.Storage.Private;

namespace Orchestrator.Runtime.Storage.Scratch;

/// <summary>
/// Databases beside the district's own, on the same PostgreSQL, for what is played and thrown away. Each is named after
/// its home and held by a lock in it: one whose holder died is an orphan, and whoever comes next drops it.
/// </summary>
/// <param name="home">The address of the district's database.</param>
public sealed class ScratchDatabases(string home)
{
    /// <summary>Then the home's number, an underscore, and what makes it one of many.</summary>
    private const string Prefix = "orchestrator_scratch_";

    /// <summary>
    /// It is thrown away, so nobody waits for the disk on its behalf. It grows from nothing faster than statistics are
    /// taken: a plan made while a table was empty would go on to read all of it. And what is asked is asked many
    /// thousand times within a minute: planning it anew each time was a quarter of the work.
    /// </summary>
    private static readonly string[] Settings =
        ["synchronous_commit = off", "enable_seqscan = off", "plan_cache_mode = force_generic_plan", "jit = off"];

    /// <inheritdoc cref="ScratchDatabases" path="/param[@name='home']"/>
    public string Home => home;

    /// <summary>An empty database, or a copy of one that nobody is connected to; dropped when it is disposed.</summary>
    /// <exception cref="StorageRefusedException">RT195: this user may not create databases.</exception>
    public async Task<ScratchDatabase> Make(ScratchDatabase? model, CancellationToken stop)
    {
        await DropOrphans(stop);
        var holder = await Connect(stop);
        try
        {
            // Held before it exists, so that nobody ever finds it without its holder.
            var name = await Name(holder, stop);
            await TryHold(holder, name, stop);
            await Create(holder, name, model?.Name, stop);

            await Run(holder, string.Join(';', Settings.Select(setting =>
                $"ALTER DATABASE {PrivatePostgres.Quote(name)} SET {setting}")), stop);
            return new ScratchDatabase(holder, name, Address(name));
        }
        catch
        {
            // Crash point: it may exist already. Its lock goes with the connection, and the next one drops it.
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drops what nobody holds any more, and what the dropped databases of others left behind.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DropOrphans(CancellationToken stop)
    {
        await using var connection = await Connect(stop);
        var dropped = 0;
        foreach (var name in await Left(connection, stop))
        {
            if (!await TryHold(connection, name, stop))
                continue;
            await Drop(connection, name, stop);
            dropped++;
        }

        return dropped;
    }

    internal static Task Drop(NpgsqlConnection connection, string name, CancellationToken stop) =>
        Run(connection, $"DROP DATABASE IF EXISTS {PrivatePostgres.Quote(name)} WITH (FORCE)", stop);

    private string Address(string name) => new NpgsqlConnectionStringBuilder(home) { Database = name }.ConnectionString;

    private async Task<NpgsqlConnection> Connect(CancellationToken stop)
    {
        var connection = new NpgsqlConnection(home + ";Pooling=false");
        await connection.OpenAsync(stop);
        return connection;
    }

    private static async Task Create(NpgsqlConnection holder, string name, string? model, CancellationToken stop)
    {
        var from = model is null ? "" : $" TEMPLATE {PrivatePostgres.Quote(model)}";
        try
        {
            await Run(holder, $"CREATE DATABASE {PrivatePostgres.Quote(name)}{from}", stop);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw StorageRefusedException.Because("RT195", holder.UserName ?? "",
                "这个数据库用户不能建立临时数据库，推演和演示记录没有地方进行。请由数据库管理员执行"
                + $" ALTER ROLE \"{holder.UserName}\" CREATEDB，再试一次。");
        }
    }

    private static async Task<string> Name(NpgsqlConnection home, CancellationToken stop) => Prefix
        + (await Texts(home, "SELECT oid::text FROM pg_database WHERE datname = current_database()", stop))[0]
        + "_" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture)[^12..];

    /// <summary>
    /// Ours, and those whose home is gone and that this user may drop. What belongs to another living home is its own
    /// business, and what is only named alike is nobody's scratch.
    /// </summary>
    private static Task<List<string>> Left(NpgsqlConnection home, CancellationToken stop) => Texts(home,
        $"""
        SELECT scratch.datname
        FROM pg_database AS scratch
        LEFT JOIN pg_database AS home ON split_part(scratch.datname, '_', 3) = home.oid::text
        WHERE scratch.datname ~ '^{Prefix}[0-9]+_[0-9a-f]+$' AND length(split_part(scratch.datname, '_', 4)) = 12
          AND pg_has_role(scratch.datdba, 'USAGE')
          AND (home.oid IS NULL OR home.datname = current_database())
        """, stop);

    private static async Task<bool> TryHold(NpgsqlConnection home, string name, CancellationToken stop) =>
        (await Texts(home, $"SELECT pg_try_advisory_lock(hashtextextended('{name}', 0))::text", stop))[0] == "true";

    private static async Task<List<string>> Texts(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var texts = new List<string>();
        while (await reader.ReadAsync(stop))
            texts.Add(reader.GetString(0));
        return texts;
    }

    private static async Task Run(NpgsqlConnection connection, string statement, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(stop);
    }
}

/// <summary>One of them, as long as it is held.</summary>
public sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly NpgsqlConnection holder;

    internal ScratchDatabase(NpgsqlConnection holder, string name, string connectionString)
    {
        this.holder = holder;
        Name = name;
        ConnectionString = connectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    /// <summary>Drops it, also under whoever is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ScratchDatabases.Drop(holder, Name, CancellationToken.None);
        }
        finally
        {
            await holder.DisposeAsync();
        }
    }
}
