using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Outbox;

/// <summary>A relay that cannot be reached, in machine time.</summary>
public sealed record RelayOutage(DateTimeOffset DownSince, DateTimeOffset NextTryAt, int Tries, string Reason);

/// <summary>
/// Whether the SMTP relay answers, known to all servers: one alarm for all its mails, and no mail loses a try by it.
/// </summary>
public static class Relay
{
    /// <summary>Null while it answers.</summary>
    public static Task<RelayOutage?> Outage(Tx tx, CancellationToken stop) =>
        tx.QueryOne($"SELECT down_since, next_try_at, tries, reason FROM orchestrator.mail_relay",
            row => new RelayOutage(row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1),
                row.GetInt32(2), row.GetString(3)), stop);

    /// <summary>True when this is the first that is known of it.</summary>
    internal static async Task<bool> WentDown(Tx tx, DateTimeOffset now, string reason, CancellationToken stop)
    {
        var tries = await tx.QueryOne($"""
            INSERT INTO orchestrator.mail_relay (down_since, next_try_at, tries, reason)
            VALUES ({now}, {now}, 1, {reason})
            ON CONFLICT (one_row) DO UPDATE SET tries = mail_relay.tries + 1, reason = EXCLUDED.reason
            RETURNING tries
            """, row => row.GetInt32(0), stop);
        await tx.Execute($"""
            UPDATE orchestrator.mail_relay SET next_try_at = {now + OutboxLimits.RelayPauseAfter(tries)}
            """, stop);
        return tries == 1;
    }

    /// <summary>True when it had been down.</summary>
    internal static async Task<bool> CameBack(Tx tx, CancellationToken stop) =>
        await tx.Execute($"DELETE FROM orchestrator.mail_relay", stop) > 0;
}
