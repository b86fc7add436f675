using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Outbox;

/// <summary>Who takes what. A taken row is not seen by the others until its lease runs out.</summary>
internal static class Leases
{
    /// <summary>What a claim looks at.</summary>
    /// <param name="Owner">This sender.</param>
    /// <param name="Now">Machine time.</param>
    /// <param name="HasRelay">Whether there is an SMTP relay; without one everything goes to the mailbox.</param>
    /// <param name="RelayRests">The relay is down and not asked now: what would go there stays queued.</param>
    /// <param name="Domain">Right side of new message ids.</param>
    public sealed record Terms(Guid Owner, DateTimeOffset Now, bool HasRelay, bool RelayRests, string Domain);

    /// <summary>
    /// Takes due mails, oldest first. In training only an allowed address is reached by SMTP.
    /// </summary>
    public static Task<IReadOnlyList<OutboxMail>> Claim(Tx tx, Terms terms, CancellationToken stop) =>
        tx.Query($"""
            WITH due AS (
                SELECT mail.id, way.by_smtp
                FROM orchestrator.mail CROSS JOIN LATERAL (
                    SELECT {terms.HasRelay} AND (
                        NOT COALESCE((SELECT training FROM orchestrator.clock), false)
                        OR EXISTS (
                            SELECT 1
                            FROM orchestrator.mail_allowed AS allowed
                            WHERE lower(mail.recipient_address) = allowed.pattern
                               OR (allowed.pattern LIKE '@%' AND allowed.pattern
                                   = right(lower(mail.recipient_address), length(allowed.pattern)))
                        )
                    ) AS by_smtp
                ) AS way
                WHERE state = 'Queued'
                  AND not_before <= orchestrator.business_now()
                  AND (next_attempt_at IS NULL OR next_attempt_at <= {terms.Now})
                  AND NOT (way.by_smtp AND {terms.RelayRests})
                ORDER BY not_before, mail.id
                LIMIT {OutboxLimits.Claimed}
                FOR UPDATE OF mail SKIP LOCKED
            ), leased AS (
                UPDATE orchestrator.mail
                SET state       = 'Leased',
                    lease_owner = {terms.Owner},
                    lease_until = {terms.Now + OutboxLimits.Lease},
                    via         = CASE WHEN due.by_smtp THEN 'Smtp' ELSE 'Mailbox' END,
                    message_id  = COALESCE(message_id, replace(mail.id::text, '-', '') || '@' || {terms.Domain})
                FROM due
                WHERE mail.id = due.id
                RETURNING mail.*
            )
            SELECT leased.id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route,
                   reply, orchestrator.business_now(), shown::text, subject, body.content, message_id,
                   attempts - attempts_before, via, COALESCE(thread_id, subject_id)
            FROM leased JOIN orchestrator.mail_body AS body ON body.mail_id = leased.id
            ORDER BY not_before, leased.id
            """, OutboxMail.Read, stop);

    /// <summary>Gives back what was taken and not marked.</summary>
    public static Task<int> Release(Tx tx, Guid owner, Guid[] mails, CancellationToken stop) =>
        tx.Execute($"""
            UPDATE orchestrator.mail
            SET state = 'Queued', lease_owner = NULL, lease_until = NULL
            WHERE id = ANY({mails}) AND state = 'Leased' AND lease_owner = {owner}
            """, stop);

    /// <summary>Gives back what waits for another moment, and ends what nobody needs any more.</summary>
    public static Task<int> Hold(
        Tx tx, Guid owner, IReadOnlyDictionary<Guid, Held> mails, CancellationToken stop)
    {
        var untils = mails.Values.Select(one => one.Until?.ToUniversalTime()).ToArray();
        var reasons = mails.Values.Select(one => one.Reason).ToArray();
        return tx.Execute($"""
            UPDATE orchestrator.mail
            SET state       = CASE WHEN held.until IS NULL THEN 'Withdrawn' ELSE 'Queued' END,
                settled_at  = CASE WHEN held.until IS NULL THEN orchestrator.business_now() END,
                not_before  = COALESCE(held.until, not_before),
                reply       = CASE WHEN held.until IS NULL THEN held.reason ELSE reply END,
                lease_owner = NULL,
                lease_until = NULL
            FROM unnest({mails.Keys.ToArray()}, {untils}, {reasons}) AS held (id, until, reason)
            WHERE mail.id = held.id AND mail.state = 'Leased' AND mail.lease_owner = {owner}
            """, stop);
    }

    /// <summary>
    /// Leases that ran out. What was only taken is sent by somebody else. What was being handed over may have
    /// arrived: it becomes unknown and waits for a person. A number that an older program counted back is used again.
    /// </summary>
    public static Task<int> Expire(Tx tx, DateTimeOffset now, CancellationToken stop) =>
        tx.Execute($"""
            WITH lost AS (
                SELECT id, state FROM orchestrator.mail
                WHERE state IN ('Leased', 'HandingOver') AND lease_until < {now}
                FOR UPDATE SKIP LOCKED
            ), changed AS (
                UPDATE orchestrator.mail
                SET state       = CASE WHEN lost.state = 'Leased' THEN 'Queued' ELSE 'Unknown' END,
                    settled_at  = CASE WHEN lost.state = 'Leased' THEN NULL ELSE orchestrator.business_now() END,
                    reply       = CASE WHEN lost.state = 'Leased' THEN reply ELSE {LostWords} END,
                    lease_owner = NULL,
                    lease_until = NULL
                FROM lost
                WHERE mail.id = lost.id
                RETURNING mail.id, mail.attempts, mail.via, mail.state
            )
            INSERT INTO orchestrator.mail_attempt (mail_id, number, at, via, outcome, reply)
            SELECT id, attempts, {now}, via, 'Unknown', {LostWords}
            FROM changed
            WHERE state = 'Unknown'
            ON CONFLICT (mail_id, number) DO UPDATE
            SET at = EXCLUDED.at, via = EXCLUDED.via, outcome = EXCLUDED.outcome, reply = EXCLUDED.reply
            """, stop);

    private const string LostWords = "投递过程中服务中断，对方可能已经收到；请核实后决定是否重发。";
}
