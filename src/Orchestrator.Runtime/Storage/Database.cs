using System.Reflection;
using Npgsql;

namespace Orchestrator.Runtime.Storage;

/// <summary>
/// The one PostgreSQL of this district. Whatever is written, is written in a transaction that somebody opened here;
/// whether a second try is safe only the caller knows, and says by <see cref="InRetriedTransaction"/>.
/// </summary>
public sealed class Database(NpgsqlDataSource source) : IAsyncDisposable
{
    /// <summary>Tries of a transaction that is given up because somebody wanted the same rows.</summary>
    private const int MostTries = 8;
    private long statements;

    /// <summary>
    /// A pool of few connections to one database. Statements are prepared by themselves once they were seen twice.
    /// </summary>
    public static Database Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2 };

        // A connection that is asked nothing for long, and a peer that is gone without a word, are both noticed.
        settings.KeepAlive = settings.Host?.StartsWith('/') == true ? 0 : 10;
        return new Database(NpgsqlDataSource.Create(settings));
    }

    /// <summary>Applies the migrations of these assemblies, in this order. See <see cref="Migrator"/>.</summary>
    public Task<int> Migrate(IReadOnlyList<Assembly> assemblies, CancellationToken stop) =>
        Migrator.Apply(source, assemblies, stop);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction: all of it is durable on return, or none of it is.
    /// </summary>
    public async Task<T> InTransaction<T>(Func<Tx, Task<T>> work, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var tx = new Tx(connection, transaction);
        var result = await Counted(work, tx);
        await transaction.CommitAsync(stop);

        // Crash point: everything is committed and nobody was told. What has to follow (a ring, a hand-over) is found
        // by the sweep; the calls below only make it sooner.
        foreach (var after in tx.AfterCommit)
            after();
        return result;
    }

    /// <summary>
    /// The same for an act of a person, which reads and writes only through its transaction: where it met a turn, or
    /// another act, in the opposite order, all of it is undone, and it begins anew.
    /// </summary>
    public async Task<T> InRetriedTransaction<T>(Func<Tx, Task<T>> work, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await InTransaction(work, stop);
            }
            catch (PostgresException deadlock) when (
                deadlock.SqlState == PostgresErrorCodes.DeadlockDetected && tries < MostTries)
            {
            }
        }
    }

    /// <summary>Statements sent through this object since it was opened, BEGIN and COMMIT not counted.</summary>
    public long Statements => Interlocked.Read(ref statements);

    public Task InTransaction(Func<Tx, Task> work, CancellationToken stop) =>
        InTransaction(async tx =>
        {
            await work(tx);
            return true;
        }, stop);

    private async Task<T> Counted<T>(Func<Tx, Task<T>> work, Tx tx)
    {
        try
        {
            return await work(tx);
        }
        finally
        {
            Interlocked.Add(ref statements, tx.Statements);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
