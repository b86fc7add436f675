using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Publishing;

/// <summary>A published version, as a list shows it.</summary>
/// <param name="Version">Which.</param>
/// <param name="Name">As the drawing names itself.</param>
/// <param name="By">The key of whoever published it, <see cref="PublishFolder.FromFolder"/> for a start-up.</param>
/// <param name="At">Business time.</param>
public sealed record PublishedLine(DefinitionVersion Version, string Name, string By, DateTimeOffset At)
{
    /// <summary>What was warned of when it was published.</summary>
    public ImmutableArray<Problem> Warnings { get; init; } = [];
}

/// <summary>Published versions as people see them, and take them away.</summary>
public static class PublishedVersions
{
    /// <summary>Versions of one definition that a list shows.</summary>
    private const int Listed = 200;

    /// <summary>The newest of each definition, by its id.</summary>
    public static Task<IReadOnlyList<PublishedLine>> Newest(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT DISTINCT ON (definition_id) definition_id, version, name, published_by, published_at, warnings
        FROM orchestrator.definition_version
        ORDER BY definition_id, version DESC
        """, Read, stop);

    /// <summary>All of one definition, newest first.</summary>
    public static Task<IReadOnlyList<PublishedLine>> Of(
        Tx tx, DefinitionId definition, CancellationToken stop) => tx.Query($"""
        SELECT definition_id, version, name, published_by, published_at, warnings
        FROM orchestrator.definition_version
        WHERE definition_id = {definition.Value}
        ORDER BY version DESC
        LIMIT {Listed}
        """, Read, stop);

    /// <summary>The folder as it was published; null where there is no such version.</summary>
    public static async Task<WorkflowFolder?> Folder(Tx tx, DefinitionVersion version, CancellationToken stop)
    {
        var definition = await tx.QueryOne($"""
            SELECT definition
            FROM orchestrator.definition_version
            WHERE definition_id = {version.Definition.Value} AND version = {version.Version}
            """, row => row.GetFieldValue<byte[]>(0), stop);
        return definition is null ? null : new WorkflowFolder
        {
            Id = version.Definition,
            Definition = definition,
            Files = await Files(tx, version, stop),
        };
    }

    /// <summary>
    /// The shared files that a folder without any goes with: those of its own newest version, else of whatever was
    /// published last.
    /// </summary>
    public static async Task<WorkflowFolder> WithShared(Tx tx, WorkflowFolder folder, CancellationToken stop)
    {
        const string Prefix = WorkflowFolder.Shared + "/";
        if (folder.Files.Keys.Any(path => path.StartsWith(Prefix, StringComparison.Ordinal)))
            return folder;
        var model = await tx.QueryOne($"""
            SELECT definition_id, version
            FROM orchestrator.definition_version
            ORDER BY definition_id = {folder.Id.Value} DESC, sequence DESC
            LIMIT 1
            """, row => (DefinitionVersion?)new DefinitionVersion(
                new DefinitionId(row.GetString(0)), row.GetInt32(1)), stop);
        if (model is not { } version)
            return folder;
        var files = await Files(tx, version, stop);
        return folder with
        {
            Files = folder.Files.AddRange(
                files.Where(file => file.Key.StartsWith(Prefix, StringComparison.Ordinal))),
        };
    }

    private static async Task<ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>> Files(
        Tx tx, DefinitionVersion version, CancellationToken stop)
    {
        var files = await tx.Query($"""
            SELECT file.path, content.content
            FROM orchestrator.definition_file AS file
            JOIN orchestrator.definition_content AS content ON content.sha256 = file.sha256
            WHERE file.definition_id = {version.Definition.Value} AND file.version = {version.Version}
            """, row => KeyValuePair.Create(
                row.GetString(0), (ReadOnlyMemory<byte>)row.GetFieldValue<byte[]>(1)), stop);
        return files.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static PublishedLine Read(NpgsqlDataReader row) => new(
        new DefinitionVersion(new DefinitionId(row.GetString(0)), row.GetInt32(1)), row.GetString(2),
        row.GetString(3), row.GetFieldValue<DateTimeOffset>(4))
    {
        Warnings = JsonSerializer.Deserialize<ImmutableArray<Problem>>(row.GetString(5)),
    };
}
