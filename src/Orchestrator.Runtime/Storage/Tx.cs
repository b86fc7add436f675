using Npgsql;

namespace Orchestrator.Runtime.Storage;

/// <summary>An open transaction: the only way to read or write. Not for two threads at once.</summary>
public sealed class Tx(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    private readonly List<Action> afterCommit = [];
    private readonly Dictionary<Type, object> notes = [];

    internal IReadOnlyList<Action> AfterCommit => afterCommit;

    /// <summary>
    /// Something quick to do once the commit succeeded, and never otherwise. Losing it must be harmless.
    /// </summary>
    public void OnCommitted(Action after) => afterCommit.Add(after);

    /// <summary>Statements sent so far: what a budget of round trips is checked against.</summary>
    public int Statements { get; private set; }

    /// <summary>A note that lives as long as this transaction, made when first asked for.</summary>
    public T Note<T>()
        where T : class, new()
    {
        if (notes.TryGetValue(typeof(T), out var known))
            return (T)known;
        var made = new T();
        notes[typeof(T)] = made;
        return made;
    }

    /// <summary>
    /// Runs <paramref name="work"/> so that its failure undoes what it wrote and nothing else. Null when it succeeded.
    /// </summary>
    public async Task<Exception?> Attempt(Func<Task> work, CancellationToken stop)
    {
        const string Mark = "attempt";
        await transaction.SaveAsync(Mark, stop);
        try
        {
            await work();
            await transaction.ReleaseAsync(Mark, stop);
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await transaction.RollbackAsync(Mark, stop);

            // The mark outlives its rollback; left there, an attempt around this one would go back only as far as it.
            await transaction.ReleaseAsync(Mark, stop);
            return failure;
        }
    }

    /// <summary>Runs a statement and says how many rows it touched.</summary>
    public async Task<int> Execute(Sql sql, CancellationToken stop)
    {
        Statements++;
        await using var command = sql.On(connection, transaction);
        return await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Runs several statements in one round trip and says how many rows each touched.</summary>
    public async Task<IReadOnlyList<int>> Execute(IEnumerable<Sql> statements, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.InBatch());
        Statements += batch.BatchCommands.Count;
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(stop);
        return [.. batch.BatchCommands.Select((NpgsqlBatchCommand command) => command.RecordsAffected)];
    }

    /// <summary>All rows, in the statement's order.</summary>
    public async Task<IReadOnlyList<T>> Query<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        Statements++;
        await using var command = sql.On(connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The single row, or default when there is none. A second row is a mistake in the statement.</summary>
    public async Task<T?> QueryOne<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        var rows = await Query(sql, read, stop);
        return rows.Count switch
        {
            0 => default,
            1 => rows[0],
            var many => throw new InvalidOperationException($"expected at most one row, got {many}"),
        };
    }
}
