using System.Security.Cryptography;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Composition;

/// <summary>The 32 bytes that sign the links of tasks.</summary>
public static class LinkKey
{
    private const int Bytes = 32;

    /// <summary>The configured key (base64); else one made once in the folder, for its owner's eyes only.</summary>
    /// <exception cref="StorageRefusedException">RT215: it is not of 32 bytes: links could be guessed.</exception>
    public static byte[] Read(string? configured, string dataFolder)
    {
        if (configured is { Length: > 0 })
        {
            var said = new byte[configured.Length];
            return Convert.TryFromBase64String(configured, said, out var length) && length == Bytes
                ? said[..length]
                : throw Refused("LinkKey", $"期望{Bytes}个随机字节的base64，实际不是；请改正后重新启动。");
        }

        var file = Path.Combine(dataFolder, "link.key");
        if (!File.Exists(file))
            Make(file);
        return File.ReadAllBytes(file) is { Length: Bytes } kept
            ? kept
            : throw Refused(file, $"期望{Bytes}个字节，实际不是：请从备份恢复；没有备份的，删除它，已发出的办理链接随之失效。");
    }

    private static StorageRefusedException Refused(string where, string message) =>
        new(new Problem("RT215", where, message));

    // Under another name first: a key that a crash left half written would sign links that anybody can make.
    private static void Make(string file)
    {
        var part = file + ".part";
        File.Delete(part);
        using (var made = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            made.Write(RandomNumberGenerator.GetBytes(Bytes));
            made.Flush(flushToDisk: true);
        }

        File.Move(part, file);
    }
}
