using System.Buffers.Binary;
using System.Security.Cryptography;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>What links are made of: the key that signs them and the address they begin with.</summary>
/// <param name="Key">32 bytes, the same on every node.</param>
/// <param name="PublicUrl">Without a slash at its end.</param>
public sealed record LinkSettings(byte[] Key, Uri PublicUrl);

/// <summary>
/// The link of a task: an HMAC over the task and the recipient's version, so that every mail of a task carries the
/// same one and a change of the contact kills it (E-08). Only the hash of the token is stored.
/// </summary>
public sealed class TaskLinks(LinkSettings settings)
{
    /// <summary>A link opens for so long after its task ended, to say that it has.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>32 bytes, base64url.</summary>
    public string TokenOf(Guid task, int recipientVersion)
    {
        Span<byte> message = stackalloc byte[20];
        task.TryWriteBytes(message, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(message[16..], recipientVersion);
        return Convert.ToBase64String(HMACSHA256.HashData(settings.Key, message))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public string UrlOf(string token) => $"{settings.PublicUrl.ToString().TrimEnd('/')}/t/{token}";

    /// <summary>Where officials find the task; it takes their session.</summary>
    public string PortalUrlOf(Guid task) => $"{settings.PublicUrl.ToString().TrimEnd('/')}/tasks/{task}";

    public static byte[] HashOf(string token) => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token));

    /// <summary>
    /// The task behind a token and the contact who holds it; null for a token that is unknown, revoked by a change of
    /// the contact, or long over. All three look alike from outside.
    /// </summary>
    public static Task<LinkedTask?> Find(
        Tx tx, string token, DateTimeOffset now, CancellationToken stop) => tx.QueryOne($"""
        SELECT task.id, contact.unit_code, contact.role, contact.name
        FROM supervision.open_task AS task
        JOIN supervision.unit_contact AS contact
          ON contact.unit_code = task.assignee_unit_code AND contact.role = task.assignee_role
        WHERE task.token_hash = {HashOf(token)}
          AND task.recipient_version = contact.recipient_version
          AND (task.ended_at IS NULL OR task.ended_at > {(now - Kept).ToUniversalTime()})
        """, row => new LinkedTask(row.GetGuid(0), new Actor.Contact(
            row.GetString(1), Enum.Parse<Role>(row.GetString(2)), row.GetString(3))), stop);
}

/// <summary>A task and whoever may answer it by its link.</summary>
public sealed record LinkedTask(Guid Task, Actor.Contact Actor);
