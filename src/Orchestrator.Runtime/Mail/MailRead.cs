using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>What can be seen of a mail from outside: to whom, and how far it came.</summary>
public sealed record Delivery
{
    public required Guid Id { get; init; }
    public required string Letter { get; init; }
    public required string SubjectKind { get; init; }
    public required Guid SubjectId { get; init; }
    public Guid? Task { get; init; }
    public required MailParty Recipient { get; init; }
    public required int Route { get; init; }
    public required string Subject { get; init; }

    /// <summary>Queued, Leased, HandingOver, HandedOver, Unknown or Failed.</summary>
    public required string State { get; init; }
    public required int Attempts { get; init; }

    /// <summary>Smtp or Mailbox; null before the first try.</summary>
    public string? Via { get; init; }

    /// <summary>Business time.</summary>
    public required DateTimeOffset QueuedAt { get; init; }
    public required DateTimeOffset NotBefore { get; init; }
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What the other side said last.</summary>
    public string? Reply { get; init; }
}

/// <summary>A try and what came of it, in machine time.</summary>
public sealed record DeliveryAttempt(int Number, DateTimeOffset At, string Outcome, string Reply);

/// <summary>Which mails a list shows.</summary>
/// <param name="Pattern">For LIKE; looked for in letter, subject and recipient.</param>
/// <param name="States">None: all.</param>
/// <param name="Skip">Rows before the first shown.</param>
/// <param name="Take">Rows shown.</param>
public sealed record MailFilter(string Pattern, IReadOnlyList<string> States, int Skip, int Take);

/// <summary>Reads deliveries for API and portal.</summary>
public static class MailRead
{
    /// <summary>Rows of one list.</summary>
    public const int Most = 500;

    /// <summary>Mails that pages of a list lead to: the newest that match. Older ones a search finds.</summary>
    public const int MostListed = 10_000;

    /// <summary>What a stored body says as text, its link left out.</summary>
    public static string TextOf(byte[] stored) => MailBody.Unpack(stored).Text
        .Replace(OutgoingMail.LinkPlaceholder, "（办理链接）", StringComparison.Ordinal);

    /// <summary>The mails about an object, in the order in which they were queued.</summary>
    public static Task<IReadOnlyList<Delivery>> OfSubject(Tx tx, Guid subject, CancellationToken stop) =>
        tx.Query($"""
            SELECT id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route, subject,
                   state, attempts, via, queued_at, not_before, settled_at, reply
            FROM orchestrator.mail
            WHERE subject_id = {subject}
            ORDER BY queued_at, id
            LIMIT {Most}
            """, Read, stop);

    /// <summary>All mails, newest first, and how many there are, counted up to <see cref="MostListed"/>.</summary>
    public static async Task<(IReadOnlyList<Delivery> Rows, int Total)> List(
        Tx tx, MailFilter filter, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            WITH newest AS (
                SELECT id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route, subject,
                       state, attempts, via, queued_at, not_before, settled_at, reply
                FROM orchestrator.mail
                WHERE ({filter.States.Count == 0} OR state = ANY ({filter.States.ToArray()}))
                  AND concat_ws(' ', letter, subject, recipient_name, recipient_address) ILIKE {filter.Pattern}
                ORDER BY queued_at DESC, id DESC
                LIMIT {MostListed}
            )
            SELECT *, count(*) OVER ()::int
            FROM newest
            ORDER BY queued_at DESC, id DESC
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Mail: Read(row), Total: row.GetInt32(16)), stop);
        return ([.. rows.Select(row => row.Mail)], rows.Select(row => row.Total).FirstOrDefault());
    }

    /// <summary>Of each of these tasks the newest mail to every address that had its link, the newest first.</summary>
    public static Task<IReadOnlyList<Delivery>> LastOfTasks(
        Tx tx, IReadOnlyCollection<Guid> tasks, CancellationToken stop) => tx.Query($"""
        SELECT id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route, subject,
               state, attempts, via, queued_at, not_before, settled_at, reply
        FROM (SELECT DISTINCT ON (task_id, recipient_address) *
              FROM orchestrator.mail
              WHERE task_id = ANY ({tasks.ToArray()})
              ORDER BY task_id, recipient_address, queued_at DESC, id DESC) AS last
        ORDER BY queued_at DESC, id DESC
        """, Read, stop);

    /// <summary>The mails a person must look at: failed and unknown ones, newest first.</summary>
    public static Task<IReadOnlyList<Delivery>> InTrouble(Tx tx, CancellationToken stop) =>
        tx.Query($"""
            SELECT id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route, subject,
                   state, attempts, via, queued_at, not_before, settled_at, reply
            FROM orchestrator.mail
            WHERE state IN ('Unknown', 'Failed')
            ORDER BY settled_at DESC, id
            LIMIT {Most}
            """, Read, stop);

    public static Task<Delivery?> One(Tx tx, Guid mail, CancellationToken stop) =>
        tx.QueryOne($"""
            SELECT id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route, subject,
                   state, attempts, via, queued_at, not_before, settled_at, reply
            FROM orchestrator.mail
            WHERE id = {mail}
            """, Read, stop);

    public static Task<IReadOnlyList<DeliveryAttempt>> Attempts(Tx tx, Guid mail, CancellationToken stop) =>
        tx.Query($"""
            SELECT number, at, outcome, reply
            FROM orchestrator.mail_attempt
            WHERE mail_id = {mail}
            ORDER BY number
            """, row => new DeliveryAttempt(
                row.GetInt16(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3)), stop);

    /// <summary>How many mails are in each state but the last, which all come to and nobody must look at.</summary>
    public static Task<IReadOnlyList<(string State, long Count)>> Counts(Tx tx, CancellationToken stop) =>
        tx.Query($"""
            SELECT state, count(*) FROM orchestrator.mail WHERE state <> 'HandedOver' GROUP BY state ORDER BY state
            """, row => (row.GetString(0), row.GetInt64(1)), stop);

    internal static Delivery Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Letter = row.GetString(1),
        SubjectKind = row.GetString(2),
        SubjectId = row.GetGuid(3),
        Task = row.IsDBNull(4) ? null : row.GetGuid(4),
        Recipient = new MailParty(row.GetString(5), row.GetString(6)),
        Route = row.GetInt16(7),
        Subject = row.GetString(8),
        State = row.GetString(9),
        Attempts = row.GetInt16(10),
        Via = row.IsDBNull(11) ? null : row.GetString(11),
        QueuedAt = row.GetFieldValue<DateTimeOffset>(12),
        NotBefore = row.GetFieldValue<DateTimeOffset>(13),
        SettledAt = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        Reply = row.IsDBNull(15) ? null : row.GetString(15),
    };
}
