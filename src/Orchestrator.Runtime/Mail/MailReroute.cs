using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>The same mail once more, to another address of the chain: a row of its own.</summary>
public static class MailReroute
{
    /// <summary>Nothing where that address had it before.</summary>
    public static Task Run(
        Tx tx, Guid mail, (MailParty Recipient, int Route) to, CancellationToken stop)
    {
        var id = Guid.CreateVersion7();
        return tx.Execute([
            $"""
            INSERT INTO orchestrator.mail (id, key, letter, subject_kind, subject_id, task_id, thread_id, route,
                                           recipient_name, recipient_address, shown, subject, not_before, is_urgent)
            SELECT {id}, key || ':' || {to.Recipient.Address}, letter, subject_kind, subject_id, task_id, thread_id,
                   {(short)to.Route}, {to.Recipient.Name}, {to.Recipient.Address}, shown, subject, not_before,
                   is_urgent
            FROM orchestrator.mail
            WHERE id = {mail}
            ON CONFLICT (key) DO NOTHING
            """,
            $"""
            INSERT INTO orchestrator.mail_body (mail_id, content)
            SELECT {id}, content FROM orchestrator.mail_body
            WHERE mail_id = {mail} AND EXISTS (SELECT FROM orchestrator.mail WHERE id = {id})
            """,
        ], stop);
    }
}
