using Npgsql;

namespace Orchestrator.Runtime.Storage.Scratch;

/// <summary>Copies whole tables into a database of the same migrations, as they stand at one moment.</summary>
public static class TableCopy
{
    private const int Piece = 64 * 1024;

    /// <param name="from">The address of the one.</param>
    /// <param name="to">The address of the other; what its tables hold is replaced.</param>
    /// <param name="tables">By schema and name, each after those that it refers to.</param>
    /// <param name="stop">To give up; then nothing is copied.</param>
    public static async Task Run(string from, string to, IReadOnlyList<string> tables, CancellationToken stop)
    {
        await using var source = await Connect(from, stop);
        await using var target = await Connect(to, stop);
        await using var reading = await source.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
        await using var writing = await target.BeginTransactionAsync(stop);
        await Run(target, $"TRUNCATE {string.Join(", ", tables)} CASCADE", stop);
        foreach (var table in tables)
            await Copy(source, target, table, stop);
        await Run(target, Sequences(tables), stop);
        await writing.CommitAsync(stop);
    }

    private static async Task<NpgsqlConnection> Connect(string address, CancellationToken stop)
    {
        var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync(stop);
        return connection;
    }

    private static async Task Copy(
        NpgsqlConnection source, NpgsqlConnection target, string table, CancellationToken stop)
    {
        await using var rows = await source.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT BINARY)", stop);
        await using var copy = await target.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", stop);
        await rows.CopyToAsync(copy, Piece, stop);
    }

    /// <summary>Numbers go on behind those that were copied.</summary>
    private static string Sequences(IReadOnlyList<string> tables) =>
        $"""
        DO $$
        DECLARE numbered record;
        BEGIN
            FOR numbered IN
                SELECT attrelid::regclass AS named, attname
                FROM pg_attribute
                WHERE attidentity <> ''
                  AND attrelid = ANY ('{"{" + string.Join(',', tables) + "}"}'::regclass[])
            LOOP
                EXECUTE format(
                    'SELECT setval(pg_get_serial_sequence(%L, %L), coalesce(max(%I), 1)) FROM %s',
                    numbered.named, numbered.attname, numbered.attname, numbered.named);
            END LOOP;
        END $$
        """;

    private static async Task Run(NpgsqlConnection connection, string statement, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(stop);
    }
}
