using Npgsql;

namespace Orchestrator.Runtime.Storage.Private;

/// <summary>Where a private PostgreSQL lives and which programs run it.</summary>
public sealed record PrivatePostgresPlace
{
    /// <summary>The folder that holds the cluster, its socket and its log. Made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder with <c>postgres</c> and <c>initdb</c> that the configuration names, or null.</summary>
    public string? ConfiguredBin { get; init; }

    /// <summary>The <c>native</c> folder of the npm package, tried last, or null.</summary>
    public string? NpmNative { get; init; }
}

/// <summary>
/// A PostgreSQL of our own, for who has none: same SQL, same promises. It lives as long as this object; when the
/// process dies, by <c>kill -9</c> too, a guard on a pipe stops it. Linux only.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly Guard? guard;
    private readonly NpgsqlConnectionStringBuilder address;

    private PrivatePostgres(DataFolder folder, Guard? guard, NpgsqlConnectionStringBuilder address)
    {
        this.folder = folder;
        this.guard = guard;
        this.address = address;
    }

    /// <summary>True when a server that had outlived its guard was found running and taken over.</summary>
    public bool Adopted => guard is null;

    /// <summary>Starts the server, making the cluster first when there is none. About a second from nothing.</summary>
    /// <exception cref="StorageRefusedException">RT003: no binaries. RT004: the cluster belongs to another major
    /// version. RT005: another process uses the folder. RT006: PostgreSQL did not start.</exception>
    public static async Task<PrivatePostgres> Start(PrivatePostgresPlace place, CancellationToken stop)
    {
        var folder = DataFolder.Take(place.Folder);
        try
        {
            var binaries = await PostgresBinaries.Find(place, folder.ClusterMajor(), stop);
            var privileges = await Privileges.ForChild(folder, stop);
            if (folder.ClusterMajor() is null)
                await Cluster.Make(folder, binaries, privileges, stop);

            if (folder.RunningServer() is { } orphan)
            {
                var known = Address(folder, orphan);
                await Probe(known, stop);
                return new PrivatePostgres(folder, guard: null, known);
            }

            var (guard, listening) = await Cluster.Start(folder, binaries, privileges, stop);
            return new PrivatePostgres(folder, guard, Address(folder, listening));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>How to reach one database of this server. The user owns the server.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Makes the database unless it exists.</summary>
    public async Task EnsureDatabase(string database, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
        await using var exists = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        exists.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database });
        if (await exists.ExecuteScalarAsync(stop) is not null)
            return;
        await using var create = source.CreateCommand($"CREATE DATABASE {Quote(database)}");
        await create.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Stops the server: open transactions are rolled back, nothing committed is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (guard is not null)
            await guard.DisposeAsync();
        else
            folder.InterruptServer();
        folder.Dispose();
    }

    /// <summary>
    /// How a second process reaches a database of the server that runs in this folder at this moment; null where none
    /// runs. Takes nothing over and locks nothing.
    /// </summary>
    public static string? RunningAddress(string folder, string database) =>
        DataFolder.Look(folder) is var (listening, secret)
            ? new NpgsqlConnectionStringBuilder(Address(secret, listening).ConnectionString) { Database = database }
                .ConnectionString
            : null;

    /// <summary>An identifier for a statement that takes no parameters.</summary>
    internal static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    internal static async Task Probe(NpgsqlConnectionStringBuilder address, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(address.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(stop);
    }

    internal static NpgsqlConnectionStringBuilder Address(DataFolder folder, Listening listening) =>
        Address(folder.Secret, listening);

    private static NpgsqlConnectionStringBuilder Address(string secret, Listening listening) => new()
    {
        Host = listening.Host,
        Port = listening.Port,
        Username = DataFolder.User,
        Password = secret,
        Database = "postgres",
        Timeout = 5,
    };
}
