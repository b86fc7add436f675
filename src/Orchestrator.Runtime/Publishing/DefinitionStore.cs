using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Publishing;

/// <summary>
/// Published versions: the definition with its forms, mails and documents, as one immutable whole. What was read once
/// is kept in memory: it can be old but never wrong.
/// </summary>
public sealed class DefinitionStore
{
    /// <summary>Files kept in memory; when there are more, all are forgotten and read again.</summary>
    private const int FilesInMemory = 2_000;

    private readonly ConcurrentDictionary<DefinitionVersion, PublishedWorkflow> compiled = new();
    private readonly ConcurrentDictionary<(DefinitionVersion, string Path), ReadOnlyMemory<byte>?> files = new();

    /// <summary>The newest published version; null where nothing of that name is published.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Only the newest version must be asked for every time.")]
    public async Task<DefinitionVersion?> Newest(Tx tx, DefinitionId definition, CancellationToken stop)
    {
        var version = await tx.QueryOne($"""
            SELECT max(version) FROM orchestrator.definition_version WHERE definition_id = {definition.Value}
            """, row => row.IsDBNull(0) ? (int?)null : row.GetInt32(0), stop);
        return version is { } found ? new DefinitionVersion(definition, found) : null;
    }

    /// <summary>A file of a version by its path in the folder, <c>forms/opinion-sign.json</c>; null where there is
    /// none. Files of <c>workflows/_shared</c> are part of every version, as <c>_shared/…</c>.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadFile(
        Tx tx, DefinitionVersion version, string path, CancellationToken stop)
    {
        if (files.TryGetValue((version, path), out var known))
            return known;
        var content = await tx.QueryOne($"""
            SELECT content.content
            FROM orchestrator.definition_file AS file
            JOIN orchestrator.definition_content AS content ON content.sha256 = file.sha256
            WHERE file.definition_id = {version.Definition.Value}
              AND file.version = {version.Version}
              AND file.path = {path}
            """, row => row.GetFieldValue<byte[]>(0), stop);
        if (files.Count >= FilesInMemory)
            files.Clear();

        // That there is none stays as true as what there is: a version never changes.
        return files[(version, path)] = content is null ? (ReadOnlyMemory<byte>?)null : content;
    }

    /// <summary>The version ready to run.</summary>
    /// <exception cref="InvalidOperationException">The version is not published, or this program cannot read
    /// it.</exception>
    public async Task<PublishedWorkflow> Compiled(Tx tx, DefinitionVersion version, CancellationToken stop) =>
        await Find(tx, version, stop) ?? throw new InvalidOperationException($"{version} is not published");

    /// <summary>The same; null where that version is not published.</summary>
    /// <exception cref="InvalidOperationException">This program cannot read it.</exception>
    public async Task<PublishedWorkflow?> Find(Tx tx, DefinitionVersion version, CancellationToken stop)
    {
        if (compiled.TryGetValue(version, out var known))
            return known;
        var (json, sequence) = await tx.QueryOne($"""
            SELECT definition, sequence
            FROM orchestrator.definition_version
            WHERE definition_id = {version.Definition.Value} AND version = {version.Version}
            """, row => (row.GetFieldValue<byte[]>(0), row.GetInt64(1)), stop);
        if (json is null)
            return null;
        var text = Encoding.UTF8.GetString(json).TrimStart('\uFEFF');
        var reading = DefinitionReader.Read(text);
        var definition = reading.Definition ?? throw new InvalidOperationException(
            $"{version} was published and cannot be read any more: {string.Join("; ", reading.Problems)}");
        var used = await UsedVersions.Of(tx, definition, stop);
        return compiled.GetOrAdd(version, PublishedWorkflow.Of(
            CompiledWorkflow.Of(
                definition with { Id = version.Definition, Version = version.Version },
                one => used.GetValueOrDefault(one)),
            Json.Parse(text), sequence));
    }
}
