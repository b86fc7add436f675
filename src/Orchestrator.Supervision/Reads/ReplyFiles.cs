using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>A file that came with a plain reply, kept or named with the reason.</summary>
/// <param name="Number">Its place in the mail, from 0.</param>
/// <param name="FileName">Without what a path or a header could make of it.</param>
/// <param name="SizeBytes">Of its content.</param>
/// <param name="Refused">Why it was not kept; null: it was.</param>
public sealed record ReplyFile(int Number, string FileName, long SizeBytes, string? Refused);

/// <summary>Files of correspondence (E-30). They are no evidence until somebody hands them in.</summary>
public static class ReplyFiles
{
    public static Task<IReadOnlyList<ReplyFile>> Of(Tx tx, Guid reply, CancellationToken stop) => tx.Query($"""
        SELECT number, file_name, size_bytes, refused
        FROM supervision.reply_file
        WHERE reply_id = {reply}
        ORDER BY number
        """, row => new ReplyFile(row.GetInt16(0), row.GetString(1), row.GetInt64(2),
            row.IsDBNull(3) ? null : row.GetString(3)), stop);

    /// <summary>Null where there is none, or it was not kept.</summary>
    public static async Task<DocumentFile?> Content(Tx tx, Guid reply, int number, CancellationToken stop)
    {
        var found = await tx.Query($"""
            SELECT file_name, media_type, sha256
            FROM supervision.reply_file
            WHERE reply_id = {reply} AND number = {(short)number} AND sha256 IS NOT NULL
            """, row => (Name: row.GetString(0), Type: row.GetString(1), Sha256: row.GetFieldValue<byte[]>(2)), stop);
        return found is [var file] && await FileStore.Read(tx, file.Sha256, stop) is { } content
            ? new DocumentFile(file.Name, content) { MediaType = file.Type }
            : null;
    }
}
