using System.Diagnostics;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Outbox;

/// <summary>The two commits around a hand-over: before it that it begins, after it how it ended.</summary>
internal static class Outcomes
{
    /// <summary>
    /// Marks them as being handed over, as far as they are still ours, and answers which and at what business time.
    /// </summary>
    public static Task<IReadOnlyList<(Guid Id, DateTimeOffset At)>> Begin(
        Tx tx, Leases.Terms terms, Guid[] mails, CancellationToken stop) =>
        tx.Query($"""
            UPDATE orchestrator.mail
            SET state = 'HandingOver', attempts = attempts + 1, lease_until = {terms.Now + OutboxLimits.Lease}
            WHERE id = ANY({mails}) AND state = 'Leased' AND lease_owner = {terms.Owner}
            RETURNING id, orchestrator.business_now()
            """, row => (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)), stop);

    /// <summary>
    /// Records a set and its attempts. A row that somebody else has declared unknown meanwhile is corrected: we know.
    /// </summary>
    public static Task<int> Record(
        Tx tx, Leases.Terms terms, IReadOnlyList<(OutboxMail Mail, HandOver Came)> set, CancellationToken stop)
    {
        var ids = set.Select(one => one.Mail.Fact.Id).ToArray();
        var states = set.Select(one => State(one.Mail, one.Came)).ToArray();
        var outcomes = set.Select(one => Attempt(one.Came)).ToArray();
        var replies = set.Select(one => one.Came.Reply).ToArray();
        var next = set.Select(one => Next(one.Mail, one.Came, terms.Now)).ToArray();
        return tx.Execute($"""
            WITH came AS (
                SELECT * FROM unnest({ids}, {states}, {outcomes}, {replies}, {next})
                    AS came (id, state, outcome, reply, next_attempt_at)
            ), changed AS (
                UPDATE orchestrator.mail
                SET state           = came.state,
                    reply           = came.reply,
                    next_attempt_at = came.next_attempt_at,
                    attempts        = attempts - CASE WHEN came.outcome IS NULL THEN 1 ELSE 0 END,
                    settled_at      = CASE WHEN came.state = 'Queued' THEN NULL ELSE orchestrator.business_now() END,
                    lease_owner     = NULL,
                    lease_until     = NULL
                FROM came
                WHERE mail.id = came.id AND (mail.lease_owner = {terms.Owner} OR mail.state = 'Unknown')
                RETURNING mail.id, mail.attempts, mail.via, came.outcome, came.reply
            ), untried AS (
                -- Declared unknown meanwhile, and never offered: the next try takes that number.
                DELETE FROM orchestrator.mail_attempt AS attempt
                USING changed
                WHERE attempt.mail_id = changed.id AND attempt.number > changed.attempts
            )
            INSERT INTO orchestrator.mail_attempt (mail_id, number, at, via, outcome, reply)
            SELECT id, attempts, {terms.Now}, via, outcome, reply
            FROM changed
            WHERE outcome IS NOT NULL
            ON CONFLICT (mail_id, number) DO UPDATE SET outcome = EXCLUDED.outcome, reply = EXCLUDED.reply
            """, stop);
    }

    /// <summary>Settled mails that the subject has not been told of, oldest first, locked.</summary>
    public static Task<IReadOnlyList<(MailFact Fact, bool Arrived)>> Untold(Tx tx, CancellationToken stop) =>
        tx.Query($"""
            SELECT id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route,
                   CASE WHEN state = 'Failed' THEN reply END, settled_at, state = 'HandedOver'
            FROM orchestrator.mail
            WHERE NOT told AND state IN ('HandedOver', 'Failed')
            ORDER BY settled_at, id
            LIMIT {OutboxLimits.Claimed}
            FOR UPDATE SKIP LOCKED
            """, row => (OutboxMail.ReadFact(row), row.GetBoolean(10)), stop);

    public static Task<int> MarkTold(Tx tx, Guid[] mails, CancellationToken stop) =>
        tx.Execute($"UPDATE orchestrator.mail SET told = true WHERE id = ANY({mails})", stop);

    private static string State(OutboxMail mail, HandOver came) => came switch
    {
        HandOver.Taken => "HandedOver",
        HandOver.Refused => "Failed",
        HandOver.Unknown => "Unknown",
        HandOver.NotOffered => "Queued",
        HandOver.PutOff => OutboxLimits.PauseAfter(mail.Tries + 1) is null ? "Failed" : "Queued",
        _ => throw new UnreachableException($"no state for {came.GetType().Name}"),
    };

    /// <summary>Null: it counts as no attempt.</summary>
    private static string? Attempt(HandOver came) => came switch
    {
        HandOver.Taken => "HandedOver",
        HandOver.NotOffered => null,
        _ => came.GetType().Name,
    };

    private static DateTimeOffset? Next(OutboxMail mail, HandOver came, DateTimeOffset now) =>
        came is HandOver.PutOff && OutboxLimits.PauseAfter(mail.Tries + 1) is { } pause
            ? (now + pause).ToUniversalTime()
            : null;
}
