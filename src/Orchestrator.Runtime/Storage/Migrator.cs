using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Orchestrator.Runtime.Storage;

/// <summary>
/// Brings a database to the schema this program was built with. Each assembly brings numbered files
/// (<c>…Migrations.0007_name.sql</c>); they are applied forward, each in one transaction, under one advisory lock, so
/// that of five nodes started at once one migrates and the others wait.
/// </summary>
public static partial class Migrator
{
    // Any constant does, as long as no other advisory lock of ours has it.
    private const long AdvisoryLock = 0x6F_72_63_68_5F_6D_69_67;

    /// <summary>Applies what is missing and says how many files that were.</summary>
    /// <exception cref="StorageRefusedException">RT001: the database is newer than this program. RT002: a file that
    /// was applied has changed since.</exception>
    public static async Task<int> Apply(
        NpgsqlDataSource source, IReadOnlyList<Assembly> assemblies, CancellationToken stop)
    {
        var known = assemblies.SelectMany(FilesOf).ToList();
        await using var connection = await source.OpenConnectionAsync(stop);
        await Run(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", stop);
        try
        {
            return await ApplyMissing(connection, known, stop);
        }
        finally
        {
            await Run(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    /// <summary>A short name of everything the files say: equal for equal schemas.</summary>
    public static string Fingerprint(IReadOnlyList<Assembly> assemblies)
    {
        var text = string.Concat(assemblies.SelectMany(FilesOf)
            .Select(file => $"{file.Owner} {file.Number} {file.Hash}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private static async Task<int> ApplyMissing(NpgsqlConnection connection, List<File> known, CancellationToken stop)
    {
        await Run(connection, $"""
            CREATE SCHEMA IF NOT EXISTS orchestrator;
            CREATE TABLE IF NOT EXISTS orchestrator.migration (
                owner      text NOT NULL,
                number     int NOT NULL,
                name       text NOT NULL,
                hash       text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(),
                CONSTRAINT a_migration_is_applied_once PRIMARY KEY (owner, number)
            )
            """, stop);
        var applied = await Applied(connection, stop);
        RefuseNewer(known, applied);
        var missing = known.Where(file => !applied.ContainsKey((file.Owner, file.Number))).ToList();
        foreach (var file in missing)
            await ApplyOne(connection, file, stop);
        return missing.Count;
    }

    private static void RefuseNewer(List<File> known, Dictionary<(string Owner, int Number), string> applied)
    {
        var files = known.ToDictionary(file => (file.Owner, file.Number));
        foreach (var (key, hash) in applied)
        {
            if (!files.TryGetValue(key, out var file))
            {
                // A program without an owner's files (a tool, a test) says nothing about that owner's schema.
                if (known.TrueForAll(other => other.Owner != key.Owner))
                    continue;
                throw StorageRefusedException.Because("RT001", $"migration {key.Owner} {key.Number:0000}",
                    $"this database was brought to migration {key.Number:0000} of {key.Owner}, and this program " +
                    $"knows none of that number. A newer version has used it: start that version or a later one.");
            }

            if (file.Hash != hash)
            {
                throw StorageRefusedException.Because("RT002", $"migration {key.Owner} {key.Number:0000}",
                    $"'{file.Name}' was changed after it had been applied to this database. An applied file never " +
                    "changes: put the change into a new file with the next number.");
            }
        }
    }

    private static async Task ApplyOne(NpgsqlConnection connection, File file, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var script = new NpgsqlCommand(file.Text, connection, transaction) { CommandTimeout = 0 })
            await script.ExecuteNonQueryAsync(stop);
        Sql row = $"""
            INSERT INTO orchestrator.migration (owner, number, name, hash)
            VALUES ({file.Owner}, {file.Number}, {file.Name}, {file.Hash})
            """;
        await using (var command = row.On(connection, transaction))
            await command.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    private static async Task<Dictionary<(string, int), string>> Applied(
        NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("SELECT owner, number, hash FROM orchestrator.migration",
            connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var applied = new Dictionary<(string, int), string>();
        while (await reader.ReadAsync(stop))
            applied[(reader.GetString(0), reader.GetInt32(1))] = reader.GetString(2);
        return applied;
    }

    private static async Task Run(NpgsqlConnection connection, Sql sql, CancellationToken stop)
    {
        await using var command = sql.On(connection, null);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(stop);
    }

    private static IEnumerable<File> FilesOf(Assembly assembly) =>
        from resource in assembly.GetManifestResourceNames()
        let match = ResourceName().Match(resource)
        where match.Success
        let file = Read(assembly, resource, match)
        orderby file.Number
        select file;

    private static File Read(Assembly assembly, string resource, Match match)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        return new File
        {
            Owner = assembly.GetName().Name ?? "",
            Number = int.Parse(match.Groups["number"].ValueSpan, provider: null),
            Name = match.Groups["name"].Value,
            Text = text,
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
        };
    }

    [GeneratedRegex(@"\.Migrations\.(?<name>(?<number>\d{4})_[a-z0-9_]+\.sql)$")]
    private static partial Regex ResourceName();

    private sealed record File
    {
        public required string Owner { get; init; }
        public required int Number { get; init; }
        public required string Name { get; init; }
        public required string Text { get; init; }
        public required string Hash { get; init; }
    }
}
