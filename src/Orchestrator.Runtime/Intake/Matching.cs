using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Intake;

/// <summary>Finds the sent mail that a message is about, and records there what a report says of it.</summary>
internal static class Matching
{
    private const string ThreadPrefix = "case-";

    /// <summary>The nearest id that is one of ours; the conversation where no mail is named. Null: none.</summary>
    public static async Task<MatchedTo?> Of(Tx tx, IncomingMail mail, CancellationToken stop)
    {
        // The id of a sent mail begins with its row's: the primary key finds it, and the whole id must be equal.
        var named = mail.About.Select(id => (Text: id, Row: RowOf(id, ""))).Where(one => one.Row is not null).ToArray();
        var sent = await tx.Query($"""
            SELECT mail.id, COALESCE(mail.thread_id, mail.subject_id)
            FROM unnest({named.Select(one => one.Row!.Value).ToArray()}, {named.Select(one => one.Text).ToArray()})
                 WITH ORDINALITY AS named (id, text, place)
            JOIN orchestrator.mail ON mail.id = named.id AND lower(mail.message_id) = lower(named.text)
            ORDER BY named.place
            LIMIT 1
            """, row => new MatchedTo(row.GetGuid(0), row.GetGuid(1)), stop);
        if (sent.Count > 0)
            return sent[0];
        var threads = mail.About.Select(id => RowOf(id, ThreadPrefix)).OfType<Guid>().ToArray();
        var known = await tx.Query($"""
            SELECT thread
            FROM unnest({threads}) WITH ORDINALITY AS named (thread, place)
            WHERE EXISTS (SELECT FROM orchestrator.mail WHERE mail.thread_id = named.thread)
            ORDER BY place
            LIMIT 1
            """, row => new MatchedTo(null, row.GetGuid(0)), stop);
        return known.Count > 0 ? known[0] : null;
    }

    /// <summary>
    /// Whether a report made a mail of ours a failed one. The mail is told of again like any that its server refused.
    /// Only a report about the very recipient it was sent to: where a school passes its mail on to somebody else's
    /// mailbox, that one's trouble does not say that the school did not get it.
    /// </summary>
    public static async Task<bool> Fail(Tx tx, Guid mail, DeliveryReport report, CancellationToken stop) =>
        await tx.Execute($"""
            UPDATE orchestrator.mail
            SET state      = 'Failed',
                reply      = {"退信：" + report.Said},
                settled_at = orchestrator.business_now(),
                told       = false
            WHERE id = {mail} AND state IN ('HandedOver', 'Unknown') AND via = 'Smtp'
              AND lower(recipient_address) = ANY ({report.Recipients.Select(one => one.ToLowerInvariant()).ToArray()})
            """, stop) == 1;

    /// <summary>The id of a row that stands on the left side of a message id.</summary>
    private static Guid? RowOf(string id, string prefix) =>
        id.Split('@') is [var left, _] && left.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && Guid.TryParseExact(left[prefix.Length..], "N", out var row) ? row : null;
}
