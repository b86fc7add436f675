using System.Collections.Immutable;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Forms;

/// <summary>A file as it was sent, before anybody believes its name.</summary>
public sealed record UploadedFile(string FileName, ReadOnlyMemory<byte> Content);

/// <summary>What may be handed in: known kinds, whose content begins as theirs does, of a bounded size.</summary>
public static class EvidenceRule
{
    public const int MostBytes = 20 * 1024 * 1024;
    public const int MostFiles = 10;

    private static readonly ImmutableArray<(string Ending, string MediaType, byte[] Begins)> Kinds =
    [
        (".pdf", "application/pdf", "%PDF-"u8.ToArray()),
        (".jpg", "image/jpeg", [0xFF, 0xD8, 0xFF]),
        (".jpeg", "image/jpeg", [0xFF, 0xD8, 0xFF]),
        (".png", "image/png", [0x89, 0x50, 0x4E, 0x47]),
        (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [0x50, 0x4B, 3, 4]),
        (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [0x50, 0x4B, 3, 4]),
    ];

    /// <summary>The media type by content and ending; SU065 where the file may not be handed in.</summary>
    public static (string? MediaType, Problem? Problem) Check(UploadedFile file)
    {
        var name = NameOf(file);
        if (file.Content.Length > MostBytes)
            return (null, Wrong($"“{name}”期望不超过20 MB，实际为{file.Content.Length / 1024 / 1024 + 1} MB；请压缩后再上传"));
        if (file.Content.IsEmpty)
            return (null, Wrong($"“{name}”是空文件；请重新选择"));
        var kind = Kinds.FirstOrDefault(one => name.EndsWith(one.Ending, StringComparison.OrdinalIgnoreCase));
        return kind.Ending is not null && file.Content.Span.StartsWith(kind.Begins)
            ? (kind.MediaType, null)
            : (null, Wrong($"“{name}”不是可以上传的文件；可上传 PDF、JPG、PNG、Word（.docx）和 Excel（.xlsx）"));
    }

    /// <summary>The last part of the name, without what a path or a header could make of it.</summary>
    public static string NameOf(UploadedFile file)
    {
        var last = file.FileName.Split('/', '\\')[^1];
        var clean = new string([.. last.Where(one => !char.IsControl(one) && !"<>:\"|?*".Contains(one))]).Trim();
        return clean.Length switch
        {
            0 => "未命名",
            > 120 when char.IsLowSurrogate(clean[^120]) => clean[^119..],
            > 120 => clean[^120..],
            _ => clean,
        };
    }

    private static Problem Wrong(string sentence) => new("SU065", "files", sentence + "。");
}
