using Npgsql;

namespace Orchestrator.Runtime.Storage;

/// <summary>An open transaction: the only way to read or write. Not for two threads at once.</summary>
public sealed class Tx(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    private readonly List<Action> afterCommit = [];

    internal IReadOnlyList<Action> AfterCommit => afterCommit;

    /// <summary>
    /// Something quick to do once the commit succeeded, and never otherwise. Losing it must be harmless.
    /// </summary>
    public void OnCommitted(Action after) => afterCommit.Add(after);

    /// <summary>Runs a statement and says how many rows it touched.</summary>
    public async Task<int> Execute(Sql sql, CancellationToken stop)
    {
        await using var command = sql.On(connection, transaction);
        return await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Runs several statements in one round trip.</summary>
    public async Task Execute(IEnumerable<Sql> statements, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.InBatch());
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(stop);
    }

    /// <summary>All rows, in the statement's order.</summary>
    public async Task<IReadOnlyList<T>> Query<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
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
