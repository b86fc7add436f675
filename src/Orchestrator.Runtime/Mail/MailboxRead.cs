using System.Text.Json;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>A mail as its recipient reads it in the built-in mailbox.</summary>
public sealed record MailboxMail
{
    public required Delivery Delivery { get; init; }
    public required IReadOnlyList<MailParty> To { get; init; }
    public required IReadOnlyList<MailParty> Cc { get; init; }

    /// <summary>With the link of the task, where it still has one.</summary>
    public required string Text { get; init; }
    public required string Html { get; init; }
}

/// <summary>
/// The built-in mailbox of a database without a relay, and of training. The link is asked for when a mail is read,
/// so that no row ever holds one.
/// </summary>
public sealed class MailboxRead(Database db, IMailDoor door)
{
    /// <summary>Rows of one page.</summary>
    public const int Page = 100;

    /// <summary>
    /// Newest first: those whose recipient's address or name, or whose subject, contains the text; an empty text
    /// takes all. <paramref name="before"/> is the last mail of the page before.
    /// </summary>
    public Task<IReadOnlyList<Delivery>> List(
        string containing, (DateTimeOffset SettledAt, Guid Id)? before, CancellationToken stop) =>
        db.InTransaction(tx => tx.Query($"""
            SELECT id, letter, subject_kind, subject_id, task_id, recipient_name, recipient_address, route, subject,
                   state, attempts, via, queued_at, not_before, settled_at, reply
            FROM orchestrator.mail
            WHERE via = 'Mailbox' AND state = 'HandedOver'
              AND (settled_at, id) < (
                  COALESCE({before?.SettledAt.ToUniversalTime()}::timestamptz, 'infinity'),
                  COALESCE({before?.Id}::uuid, {Guid.Empty}))
              AND ({containing} = '' OR position(lower({containing}) IN lower(recipient_address)) > 0
                   OR position({containing} IN recipient_name) > 0 OR position({containing} IN subject) > 0)
            ORDER BY settled_at DESC, id DESC
            LIMIT {Page}
            """, MailRead.Read, stop), stop);

    /// <summary>Null where the mailbox has no such mail.</summary>
    public Task<MailboxMail?> One(Guid mail, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var delivery = await MailRead.One(tx, mail, stop);
        if (delivery is not { Via: "Mailbox", State: "HandedOver" })
            return null;
        var (shown, body, at) = await tx.QueryOne($"""
            SELECT mail.shown::text, body.content, mail.settled_at
            FROM orchestrator.mail JOIN orchestrator.mail_body AS body ON body.mail_id = mail.id
            WHERE mail.id = {mail}
            """, row => (JsonSerializer.Deserialize(row.GetString(0), MailJson.Default.MailShown),
                MailBody.Unpack(row.GetFieldValue<byte[]>(1)), row.GetFieldValue<DateTimeOffset>(2)), stop);
        var filled = TaskLinkText.Fill(body, delivery.Task is not null, await Link(tx, delivery, at, stop));
        return new MailboxMail
        {
            Delivery = delivery,
            To = shown?.To ?? [],
            Cc = shown?.Cc ?? [],
            Text = filled.Text,
            Html = filled.Html,
        };
    }, stop);

    private async Task<string?> Link(Tx tx, Delivery delivery, DateTimeOffset at, CancellationToken stop)
    {
        if (delivery.Task is null)
            return null;
        var fact = new MailFact
        {
            Id = delivery.Id,
            Letter = delivery.Letter,
            SubjectKind = delivery.SubjectKind,
            SubjectId = delivery.SubjectId,
            Task = delivery.Task,
            Recipient = delivery.Recipient,
            Route = delivery.Route,
            At = at,
        };
        return (await door.Links(tx, [fact], stop)).GetValueOrDefault(delivery.Id);
    }
}
