using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>What a link leads to.</summary>
public sealed record LinkedTask
{
    public required TaskRow Task { get; init; }

    /// <summary>Whoever the link was made for.</summary>
    public required Actor.Contact Contact { get; init; }

    /// <summary>False once another person, or another address, has taken over.</summary>
    public required bool IsCurrent { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsExpired(DateTimeOffset now) => now > CreatedAt + TaskLink.Lifetime;
}

/// <summary>
/// 办理链接: an HMAC over the task and the recipient's version, so that every mail of a task carries the same link and a
/// link of an earlier recipient is worth nothing. Only its hash is stored.
/// </summary>
public static class TaskLink
{
    /// <summary>From the opening of the task; the task's own end usually comes sooner.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(366);

    /// <summary>32 bytes in base64url.</summary>
    private const int TokenLength = 43;

    public static string Token(ReadOnlySpan<byte> key, Guid task, int recipientVersion)
    {
        Span<byte> about = stackalloc byte[20];
        task.TryWriteBytes(about, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(about[16..], recipientVersion);
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, about));
    }

    /// <summary>What <c>open_task.token_hash</c> keeps.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Null where no task has this link: guessed, mistyped, or replaced by that of another recipient.</summary>
    public static async Task<LinkedTask?> Find(Tx tx, string token, CancellationToken stop)
    {
        if (token.Length != TokenLength || !Base64Url.IsValid(token))
            return null;
        var found = await tx.QueryOne($"""
            SELECT task.id, task.created_at, contact.unit_code, contact.role, contact.name,
                   contact.recipient_version = task.recipient_version
            FROM supervision.open_task AS task
            JOIN supervision.unit_contact AS contact
              ON contact.unit_code = task.assignee_unit_code AND contact.role = task.assignee_role
            WHERE task.token_hash = {HashOf(token)}
            """, row => (Task: row.GetGuid(0), CreatedAt: row.GetFieldValue<DateTimeOffset>(1),
                Contact: new Actor.Contact(row.GetString(2), Enum.Parse<Role>(row.GetString(3)), row.GetString(4)),
                IsCurrent: row.GetBoolean(5)), stop);
        return found == default || await TaskRow.Find(tx, found.Task, stop) is not { } task ? null : new LinkedTask
        {
            Task = task,
            Contact = found.Contact,
            IsCurrent = found.IsCurrent,
            CreatedAt = found.CreatedAt,
        };
    }
}
