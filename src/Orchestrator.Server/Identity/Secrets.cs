using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Server.Identity;

/// <summary>Tokens and one-time passwords: drawn from the system, shown once, stored as a hash.</summary>
internal static class Secrets
{
    /// <summary>32 bytes, base64url.</summary>
    public static string Token() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Letters and digits that nobody confuses, in four groups.</summary>
    public static string Password() => string.Join('-', Enumerable.Range(0, 4)
        .Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 5)));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
