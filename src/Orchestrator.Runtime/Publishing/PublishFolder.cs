using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Publishing;

/// <summary>What came of publishing a folder.</summary>
/// <param name="Version">The version that holds this content; null when it was refused.</param>
/// <param name="IsNew">False when the newest version held the same content already.</param>
/// <param name="Problems">Errors when refused; otherwise the warnings that were recorded.</param>
public sealed record Publication(DefinitionVersion? Version, bool IsNew, ImmutableArray<Problem> Problems)
{
    /// <summary>The folder brings something else than a person published since: theirs stays (docs/adr/0005).</summary>
    public bool IsHeld { get; init; }
}

/// <summary>
/// Publishes a folder as one immutable version when its content changed. A folder with an error publishes nothing and
/// stays as it is.
/// </summary>
public sealed partial class PublishFolder(IEnumerable<IFolderCheck> checks)
{
    // One publication at a time, so that the numbers become visible in the order in which they count.
    private const long AdvisoryLock = 0x6F_72_63_68_5F_70_75_62;

    /// <summary>Who publishes what lies in the folder of processes when the server starts.</summary>
    public const string FromFolder = "system";

    private readonly ImmutableArray<IFolderCheck> checks = [.. checks];

    public async Task<Publication> Run(Tx tx, WorkflowFolder folder, string publishedBy, CancellationToken stop)
    {
        var problems = await Check(tx, folder, stop);
        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
            return new Publication(null, false, problems);

        await OneAtATime(tx, stop);
        var taken = await TriggerRows.Taken(tx, folder, stop);
        if (taken.Count > 0)
            return new Publication(null, false, [.. problems, .. taken]);
        var hash = folder.ContentHash();
        var newest = await Newest(tx, folder.Id, stop);
        if (newest is { } known)
        {
            var unchanged = new Publication(new DefinitionVersion(folder.Id, known.Version), false, problems);
            if (known.Hash.AsSpan().SequenceEqual(hash))
                return unchanged;
            if (publishedBy == FromFolder && known.By != FromFolder)
                return unchanged with { IsHeld = !known.FolderHash.AsSpan().SequenceEqual(hash) };
        }

        var version = new DefinitionVersion(folder.Id, (newest?.Version ?? 0) + 1);
        await Keep(tx, new Edition(version, folder, publishedBy), problems, stop);
        return new Publication(version, true, problems);
    }

    /// <summary>Until this transaction ends nobody else publishes.</summary>
    public static Task OneAtATime(Tx tx, CancellationToken stop) =>
        tx.Execute($"SELECT pg_advisory_xact_lock({AdvisoryLock})", stop);

    /// <summary>The same, knowing what is published already.</summary>
    public async Task<ImmutableArray<Problem>> Check(Tx tx, WorkflowFolder folder, CancellationToken stop)
    {
        var published = await tx.Query($"""
            SELECT DISTINCT definition_id FROM orchestrator.definition_version
            """, row => new DefinitionId(row.GetString(0)), stop);
        var read = DefinitionReader.Read(folder.DefinitionText).Definition;
        return Check(folder with
        {
            Beside = folder.Beside.Union(published),
            Usable = read is null ? folder.Usable : await UsedVersions.Of(tx, read, stop),
        });
    }

    /// <summary>Everything that is wrong with the folder, by itself and with those beside it.</summary>
    public ImmutableArray<Problem> Check(WorkflowFolder folder)
    {
        var reading = DefinitionReader.Read(folder.DefinitionText);
        if (reading.Definition is not { } read)
            return reading.Problems;
        var whole = UsedWorkflows.Inlined(read, version => folder.Usable.GetValueOrDefault(version));
        var others = checks.SelectMany(check => check.Check(folder, check.LooksInside ? whole : read));
        return [.. reading.Problems, .. OwnChecks(folder, read), .. others];
    }

    private sealed record Known(int Version, byte[] Hash, string By, byte[]? FolderHash);

    /// <summary>The newest version, and the content of the last that came from the folder.</summary>
    private static Task<Known?> Newest(Tx tx, DefinitionId definition, CancellationToken stop) => tx.QueryOne($"""
        SELECT version, content_hash, published_by, (
            SELECT content_hash FROM orchestrator.definition_version
            WHERE definition_id = newest.definition_id AND published_by = {FromFolder}
            ORDER BY version DESC LIMIT 1)
        FROM orchestrator.definition_version AS newest
        WHERE definition_id = {definition.Value}
        ORDER BY version DESC
        LIMIT 1
        """, row => new Known(row.GetInt32(0), row.GetFieldValue<byte[]>(1), row.GetString(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3)), stop);

    private static IEnumerable<Problem> OwnChecks(WorkflowFolder folder, WorkflowDefinition definition)
    {
        if (definition.Id != folder.Id)
            yield return new Problem("RT150", $"{folder.Id}/{WorkflowFolder.DefinitionFile}",
                $"期望 definitionId 与文件夹同名（{folder.Id}），实际为“{definition.Id}”。请改文件夹名或重新导出。");
        if (!Name().IsMatch(definition.Id.Value))
            yield return new Problem("RT163", "definitionId",
                $"流程标识期望1至64个英文字母、数字或“.”“_”“-”，实际为“{definition.Id}”。请改definitionId。");
        foreach (var (path, content) in folder.Files)
            if (content.Length > WorkflowFolder.FileBytes)
                yield return new Problem("RT151", $"{folder.Id}/{path}",
                    $"期望不超过 {WorkflowFolder.FileBytes} 字节，实际为 {content.Length} 字节。请压缩图片或拆分文件。");
    }

    private sealed record Edition(DefinitionVersion Version, WorkflowFolder Folder, string By)
    {
        public WorkflowDefinition Definition { get; } = DefinitionReader.Read(Folder.DefinitionText).Definition!;

        public string? Activation => Definition.Options.ActivationStrategy is var strategy and not
            ActivationStrategy.Always ? strategy.ToString() : null;
    }

    private static async Task Keep(
        Tx tx, Edition edition, ImmutableArray<Problem> warnings, CancellationToken stop)
    {
        var paths = edition.Folder.Files.Keys.ToArray();
        var contents = edition.Folder.Files.Values.Select(content => content.ToArray()).ToArray();
        var hashes = contents.Select(SHA256.HashData).ToArray();
        await tx.Execute([
            $"""
            INSERT INTO orchestrator.definition_version
                (definition_id, version, name, definition, content_hash, warnings, published_by, published_at,
                 activation)
            VALUES ({edition.Version.Definition.Value}, {edition.Version.Version}, {edition.Definition.Name},
                    {edition.Folder.Definition.ToArray()}, {edition.Folder.ContentHash()},
                    {JsonSerializer.Serialize(warnings)}, {edition.By}, orchestrator.business_now(),
                    {edition.Activation})
            """,
            $"""
            INSERT INTO orchestrator.definition_content (sha256, content)
            SELECT DISTINCT ON (file.sha256) file.sha256, file.content
            FROM unnest({hashes}, {contents}) AS file (sha256, content)
            ON CONFLICT (sha256) DO NOTHING
            """,
            $"""
            INSERT INTO orchestrator.definition_file (definition_id, version, path, sha256)
            SELECT {edition.Version.Definition.Value}, {edition.Version.Version}, file.path, file.sha256
            FROM unnest({paths}, {hashes}) AS file (path, sha256)
            """,
        ], stop);
        await TriggerRows.Replace(tx, edition.Version, edition.Definition.Triggers(), stop);
    }

    /// <summary>It stands in addresses, in names of files and in links.</summary>
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Name();
}
