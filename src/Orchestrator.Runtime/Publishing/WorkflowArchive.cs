using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Runtime.Publishing;

/// <summary>A process out of a zip, or everything that stands against taking it at all.</summary>
public sealed record Unpacked(WorkflowFolder? Folder, ImmutableArray<Problem> Problems);

/// <summary>
/// A process as a zip: <c>workflow.json</c> with its forms, mails and documents, and the shared files as
/// <c>_shared/…</c>. What comes in is bounded before it is unpacked, stays in memory and never becomes a path.
/// </summary>
public static class WorkflowArchive
{
    /// <summary>Bytes of a zip.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>RT160, where the upload was not even read.</summary>
    public static Problem TooLarge => new("RT160", "zip",
        $"压缩包期望不超过{MostBytes / 1024 / 1024} MB，实际更大，没有上传。请压缩文书模板中的图片后重新打包。");

    /// <summary>Entries of a zip, folders included.</summary>
    public const int MostEntries = 300;

    /// <summary>Bytes of all files together, counted while they are unpacked: what a zip says of itself may be a lie.
    /// </summary>
    public const int MostUnpackedBytes = 64 * 1024 * 1024;

    /// <summary>Stands in every entry, so that the same content is the same zip.</summary>
    private static readonly DateTimeOffset Moment = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Write(WorkflowFolder folder)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, WorkflowFolder.DefinitionFile, folder.Definition);
            foreach (var (path, content) in folder.Files)
                Add(zip, path, content);
        }

        return bytes.ToArray();
    }

    /// <summary>The folder by its own <c>definitionId</c>; RT160 to RT162 where the zip is not taken.</summary>
    public static Unpacked Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            return Refused("RT160", $"压缩包期望不超过{MostBytes / 1024 / 1024} MB，实际为{bytes.Length / 1024 / 1024} MB。"
                + "请压缩文书模板中的图片后重新打包。");
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            return Read(zip);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException)
        {
            return Refused("RT161", "期望一个zip压缩包（不加密），实际不是，或者已经损坏。请重新打包后上传。");
        }
    }

    private static Unpacked Read(ZipArchive zip)
    {
        if (zip.Entries.Count > MostEntries)
            return Refused("RT160", $"压缩包期望最多{MostEntries}个文件，实际有{zip.Entries.Count}个。请只放一个流程的文件夹。");
        var entries = zip.Entries.Where(entry => !entry.FullName.EndsWith('/')).ToList();
        var unsafely = entries.Where(entry => !ArchiveNames.IsSafe(entry.FullName)).ToList();
        if (unsafely.Count > 0)
            return new Unpacked(null, [.. unsafely.Select(entry => ArchiveNames.Unsafe(entry.FullName))]);
        var top = ArchiveNames.TopOf([.. entries.Select(entry => entry.FullName)]);
        var taken = entries.Select(entry => (Path: ArchiveNames.Below(top, entry.FullName), Entry: entry))
            .Where(one => !ArchiveNames.IsForPeople(one.Path)).ToList();
        var unknown = taken.Where(one => !ArchiveNames.IsPublished(one.Path)).Select(one => one.Path)
            .Concat(taken.GroupBy(one => one.Path).Where(same => same.Count() > 1).Select(same => same.Key)).ToList();
        if (unknown.Count > 0)
            return new Unpacked(null, [.. unknown.Distinct().Select(ArchiveNames.Unknown)]);
        if (!taken.Exists(one => one.Path == WorkflowFolder.DefinitionFile))
            return Refused("RT161", $"压缩包中没有{WorkflowFolder.DefinitionFile}。请打包一个流程的整个文件夹。");
        return Unpack(taken) is { } files ? new Unpacked(FolderOf(files), []) : Refused("RT160",
            $"压缩包解开后期望不超过{MostUnpackedBytes / 1024 / 1024} MB，实际更大。请检查其中的文件。");
    }

    /// <returns>Null where they are more than may be.</returns>
    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? Unpack(
        IEnumerable<(string Path, ZipArchiveEntry Entry)> taken)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var left = MostUnpackedBytes;
        foreach (var (path, entry) in taken)
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            var buffer = new byte[81_920];
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                if ((left -= count) < 0)
                    return null;
                content.Write(buffer, 0, count);
            }

            files[path] = content.ToArray();
        }

        return files.ToImmutable();
    }

    private static WorkflowFolder FolderOf(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> files)
    {
        var folder = new WorkflowFolder
        {
            Id = default,
            Definition = files[WorkflowFolder.DefinitionFile],
            Files = files.Remove(WorkflowFolder.DefinitionFile),
        };
        return folder with { Id = new DefinitionId(IdIn(folder.DefinitionText)) };
    }

    /// <summary>Empty where it cannot be read: then the definition cannot be published either.</summary>
    private static string IdIn(string text)
    {
        try
        {
            var json = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = DefinitionLimits.JsonDepth });
            return json.Member("definitionId")?.AsText() ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static void Add(ZipArchive zip, string path, ReadOnlyMemory<byte> content)
    {
        var entry = zip.CreateEntry(path);
        entry.LastWriteTime = Moment;
        using var stream = entry.Open();
        stream.Write(content.Span);
    }

    private static Unpacked Refused(string code, string sentence) => new(null, [new Problem(code, "zip", sentence)]);
}
