using MimeKit;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>An address or a domain that mail may really leave for in training.</summary>
public sealed record AllowedAddress(string Pattern, string AllowedBy, DateTimeOffset AllowedAt);

/// <summary>
/// What an administrator allows in training: everything else goes to the built-in mailbox, relay or not.
/// </summary>
public static class AllowedAddresses
{
    /// <summary>Of an address, in characters (RFC 5321).</summary>
    private const int Longest = 254;

    public static Task<IReadOnlyList<AllowedAddress>> List(Tx tx, CancellationToken stop) =>
        tx.Query($"SELECT pattern, allowed_by, allowed_at FROM orchestrator.mail_allowed ORDER BY pattern",
            row => new AllowedAddress(
                row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), stop);

    /// <summary><c>a@b.cn</c> or <c>@b.cn</c>; RT214 where it is neither.</summary>
    public static async Task<Problem?> Allow(Tx tx, string pattern, string by, CancellationToken stop)
    {
        var plain = pattern.Trim().ToLowerInvariant();
        var address = plain.StartsWith('@') ? "x" + plain : plain;

        // What has no small letter here may have one in the database, which keeps small letters only.
        if (plain.Length > Longest || plain.Any(char.IsUpper) || !MailboxAddress.TryParse(address, out var read)
            || read.Address != address || !address.Contains('@', StringComparison.Ordinal))
            return new Problem("RT214", "pattern", $"期望一个邮箱地址，或者@加域名，实际是“{pattern}”；请改正后再试。");
        await tx.Execute($"""
            INSERT INTO orchestrator.mail_allowed (pattern, allowed_by) VALUES ({plain}, {by})
            ON CONFLICT (pattern) DO NOTHING
            """, stop);
        return null;
    }

    public static Task<int> Remove(Tx tx, string pattern, CancellationToken stop) =>
        tx.Execute($"DELETE FROM orchestrator.mail_allowed WHERE pattern = {pattern.Trim().ToLowerInvariant()}", stop);
}
