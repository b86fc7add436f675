using System.Security.Cryptography;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Files;

/// <summary>
/// Files as rows, named by the SHA-256 of their content, in parts, in the transaction of whatever refers to them.
/// The same content is kept once.
/// </summary>
public static class FileStore
{
    /// <summary>A larger file is not kept. Pages refuse theirs earlier and with their own sentence.</summary>
    public const int MostBytes = 100 * 1024 * 1024;

    private const int PartBytes = 256 * 1024;

    /// <summary>Parts in one statement, so that neither side holds a large file more than once.</summary>
    private const int PartsAtOnce = 16;

    /// <summary>Keeps the content and answers its SHA-256 (32 bytes).</summary>
    /// <exception cref="FileRefusedException">RT220: it is larger than <see cref="MostBytes"/>.</exception>
    public static async Task<byte[]> Keep(Tx tx, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        if (content.Length > MostBytes)
            throw new FileRefusedException(new Problem("RT220", "file",
                $"文件期望不超过{MostBytes / 1024 / 1024} MB，实际{content.Length / 1024 / 1024} MB；请压缩或分成几个文件。"));

        var sha256 = SHA256.HashData(content.Span);

        // Whoever keeps the same content at this moment makes us wait here: one of the two writes the parts.
        var isNew = await tx.Execute($"""
            INSERT INTO orchestrator.file (sha256, size) VALUES ({sha256}, {(long)content.Length})
            ON CONFLICT (sha256) DO NOTHING
            """, stop) == 1;
        for (var from = 0; isNew && from < content.Length; from += PartBytes * PartsAtOnce)
            await KeepParts(tx, sha256, (content, from), stop);
        return sha256;
    }

    /// <summary>Null where nothing of that name is kept.</summary>
    public static async Task<ReadOnlyMemory<byte>?> Read(Tx tx, byte[] sha256, CancellationToken stop)
    {
        if (await Size(tx, sha256, stop) is not { } size)
            return null;
        var content = new MemoryStream(checked((int)size));
        await CopyTo(tx, sha256, content, stop);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    /// <summary>Bytes of a kept file; null where nothing of that name is kept.</summary>
    public static Task<long?> Size(Tx tx, byte[] sha256, CancellationToken stop) =>
        tx.QueryOne($"SELECT size FROM orchestrator.file WHERE sha256 = {sha256}", row => (long?)row.GetInt64(0), stop);

    /// <summary>Writes a kept file into a stream, a few parts at a time: for downloads.</summary>
    public static async Task CopyTo(Tx tx, byte[] sha256, Stream into, CancellationToken stop)
    {
        for (var number = 0; ; number += PartsAtOnce)
        {
            var parts = await tx.Query($"""
                SELECT content
                FROM orchestrator.file_part
                WHERE sha256 = {sha256} AND number >= {number} AND number < {number + PartsAtOnce}
                ORDER BY number
                """, row => row.GetFieldValue<byte[]>(0), stop);
            foreach (var part in parts)
                await into.WriteAsync(part, stop);
            if (parts.Count < PartsAtOnce)
                return;
        }
    }

    private static Task<int> KeepParts(
        Tx tx, byte[] sha256, (ReadOnlyMemory<byte> Content, int From) at, CancellationToken stop)
    {
        var rest = at.Content[at.From..];
        var count = Math.Min(PartsAtOnce, ((rest.Length - 1) / PartBytes) + 1);
        var parts = Enumerable.Range(0, count)
            .Select(n => rest[(n * PartBytes)..Math.Min(rest.Length, (n + 1) * PartBytes)].ToArray())
            .ToArray();
        var first = at.From / PartBytes;
        return tx.Execute($"""
            INSERT INTO orchestrator.file_part (sha256, number, content)
            SELECT {sha256}, {first} + part.place::int - 1, part.content
            FROM unnest({parts}) WITH ORDINALITY AS part (content, place)
            """, stop);
    }
}

/// <summary>A file is not kept. The problem says why; nothing was written.</summary>
public sealed class FileRefusedException(Problem problem)
    : Exception($"{problem.Code} {problem.Where}: {problem.Message}")
{
    public Problem Problem { get; } = problem;
}
