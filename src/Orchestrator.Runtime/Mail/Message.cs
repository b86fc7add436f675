using System.Text;
using MimeKit;
using Orchestrator.Runtime.Outbox;

namespace Orchestrator.Runtime.Mail;

/// <summary>A stored mail as the message that leaves.</summary>
internal static class Message
{
    /// <param name="mail">As it was stored.</param>
    /// <param name="link">The link of its task; null where there is none to give.</param>
    /// <param name="at">Business time: a training mail reads as of its day.</param>
    /// <param name="settings">For the sender.</param>
    public static MimeMessage Of(OutboxMail mail, string? link, DateTimeOffset at, MailSettings settings)
    {
        var message = new MimeMessage
        {
            MessageId = mail.MessageId,
            Date = TimeZoneInfo.ConvertTime(at, Scripting.ScriptClock.Zone),
            Subject = mail.Subject,
        };
        message.From.Add(new MailboxAddress(Encoding.UTF8, settings.FromName, settings.From));
        message.To.AddRange(mail.Shown.To.Select(Address));
        message.Cc.AddRange(mail.Shown.Cc.Select(Address));

        // Every mail of a case stands in one thread, so that a plain reply is found with what it answers.
        var thread = $"case-{mail.Thread:N}@{settings.Domain}";
        message.InReplyTo = thread;
        message.References.Add(thread);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Letter", mail.Fact.Letter);
        message.Body = Body(TaskLinkText.Fill(mail.Body, mail.Fact.Task is not null, link));
        return message;
    }

    private static MultipartAlternative Body(MailBody body) =>
        new(Part("plain", body.Text), Part("html", body.Html));

    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.Base64 };
        part.SetText(Encoding.UTF8, text);
        return part;
    }

    /// <summary>An address that cannot be read is shown as the name alone; its own row fails with a sentence.</summary>
    private static InternetAddress Address(MailParty party) =>
        MailboxAddress.TryParse(party.Address, out var read)
            ? new MailboxAddress(Encoding.UTF8, party.Name, read.Address)
            : new GroupAddress(Encoding.UTF8, party.Name.Length > 0 ? party.Name : "?");
}
