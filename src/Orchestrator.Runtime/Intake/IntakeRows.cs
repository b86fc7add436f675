using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Intake;

/// <summary>A mailbox that cannot be read, in machine time.</summary>
public sealed record IntakeOutage(string Mailbox, DateTimeOffset DownSince, string Reason)
{
    /// <summary>RT221, for whoever runs it.</summary>
    public Problem Problem => new("RT221", Mailbox, $"收信邮箱读不了：{Reason}。退信和来信暂时不会登记，每分钟重试一次。");
}

/// <summary>How far a mailbox was read.</summary>
public static class IntakeCursor
{
    /// <summary>All mailboxes that cannot be read now.</summary>
    public static Task<IReadOnlyList<IntakeOutage>> Outages(Tx tx, CancellationToken stop) => tx.Query(
        $"SELECT mailbox, down_since, reason FROM orchestrator.intake WHERE down_since IS NOT NULL ORDER BY mailbox",
        row => new IntakeOutage(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2)), stop);

    /// <summary>The number after which to read on; 0 where the server has numbered the mailbox anew.</summary>
    internal static Task<long> Begin(Tx tx, string mailbox, long validity, CancellationToken stop) => tx.QueryOne($"""
        INSERT INTO orchestrator.intake AS known (mailbox, uid_validity) VALUES ({mailbox}, {validity})
        ON CONFLICT (mailbox) DO UPDATE
        SET last_uid     = CASE WHEN known.uid_validity = {validity} THEN known.last_uid ELSE 0 END,
            uid_validity = {validity}
        RETURNING last_uid
        """, row => row.GetInt64(0), stop);

    /// <summary>False where another server has taken it: the row is locked until this one has it.</summary>
    internal static async Task<bool> Advance(Tx tx, Place at, CancellationToken stop) => await tx.Execute($"""
        UPDATE orchestrator.intake SET last_uid = {at.Uid}
        WHERE mailbox = {at.Mailbox} AND uid_validity = {at.Validity} AND last_uid < {at.Uid}
        """, stop) == 1;

    /// <summary>True when this is the first that is known of it.</summary>
    internal static async Task<bool> WentDown(Tx tx, string mailbox, string reason, CancellationToken stop) =>
        await tx.QueryOne($"""
            INSERT INTO orchestrator.intake AS known (mailbox, down_since, reason)
            VALUES ({mailbox}, statement_timestamp(), {reason})
            ON CONFLICT (mailbox) DO UPDATE
            SET down_since = COALESCE(known.down_since, EXCLUDED.down_since), reason = EXCLUDED.reason
            RETURNING down_since = statement_timestamp()
            """, row => row.GetBoolean(0), stop);

    /// <summary>True when it had been down.</summary>
    internal static async Task<bool> WasRead(Tx tx, string mailbox, CancellationToken stop) => await tx.QueryOne($"""
        WITH before AS (SELECT mailbox, down_since FROM orchestrator.intake WHERE mailbox = {mailbox} FOR UPDATE)
        UPDATE orchestrator.intake AS known
        SET read_at = statement_timestamp(), down_since = NULL, reason = NULL
        FROM before
        WHERE known.mailbox = before.mailbox
        RETURNING before.down_since IS NOT NULL
        """, row => row.GetBoolean(0), stop);
}

/// <summary>Where a message lies.</summary>
internal sealed record Place(string Mailbox, long Validity, long Uid);

/// <summary>A message that was taken, as a list shows it.</summary>
public sealed record IncomingRow
{
    public required Guid Id { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset TakenAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>An <see cref="IncomingKind"/>.</summary>
    public required string Kind { get; init; }
    public required MailParty Sender { get; init; }
    public required string Subject { get; init; }
    public required string Outcome { get; init; }
    public Guid? Mail { get; init; }
    public Guid? Thread { get; init; }

    internal static IncomingRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        TakenAt = row.GetFieldValue<DateTimeOffset>(1),
        SentAt = row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
        Kind = row.GetString(3),
        Sender = new MailParty(row.GetString(4), row.GetString(5)),
        Subject = row.GetString(6),
        Outcome = row.GetString(7),
        Mail = row.IsDBNull(8) ? null : row.GetGuid(8),
        Thread = row.IsDBNull(9) ? null : row.GetGuid(9),
    };
}
