using System.Collections.Immutable;
using MimeKit;
using Orchestrator.Runtime.Mail;

namespace Orchestrator.Runtime.Intake;

/// <summary>Bytes that anybody may have sent as a message that can be believed to be within bounds.</summary>
internal static class ReadMessage
{
    private static readonly ParserOptions Options = new() { MaxMimeDepth = IntakeLimits.Depth };

    private static readonly string TooLarge =
        $"（邮件超过{IntakeLimits.MessageBytes / 1024 / 1024} MB，正文和附件没有取回，请到邮箱中查看）";

    private static readonly string[] AutomaticHeaders = ["X-Autoreply", "X-Autorespond", "List-Id", "X-Letter"];

    private static readonly string[] AutomaticSubjects =
        ["自动回复", "自动答复", "Automatic reply", "Auto reply", "Autoreply", "Out of Office"];

    /// <exception cref="FormatException">It is no message.</exception>
    public static IncomingMail Of(byte[] bytes, bool isWhole)
    {
        using var message = MimeMessage.Load(Options, new MemoryStream(bytes, writable: false), persistent: true);
        var reports = DeliveryReports.Of(message);
        var kind = KindOf(message, reports);
        return new IncomingMail
        {
            Kind = kind,
            Sender = SenderOf(message),
            Subject = PlainText.Line(message.Subject),
            Text = isWhole ? PlainText.Of(message) : TooLarge,
            SentAt = message.Date > DateTimeOffset.UnixEpoch ? message.Date.ToUniversalTime() : null,
            MessageId = message.MessageId,
            About = AboutOf(message, kind),
            Files = kind == IncomingKind.Reply && isWhole ? FilesOf(message) : [],
            Reports = [.. reports],
        };
    }

    /// <summary>RFC 3834: whoever answers by machine says so, and nobody answers it.</summary>
    private static IncomingKind KindOf(MimeMessage message, IReadOnlyList<DeliveryReport> reports)
    {
        if (reports.Count > 0)
            return reports.Any(report => report.IsFinal) ? IncomingKind.Bounce : IncomingKind.Delay;
        return IsAutomatic(message) ? IncomingKind.AutoReply : IncomingKind.Reply;
    }

    private static bool IsAutomatic(MimeMessage message) =>
        message.Headers["Auto-Submitted"]?.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase) == false
        || message.Headers["Precedence"]?.Trim().ToLowerInvariant() is "bulk" or "junk" or "list" or "auto_reply"
        || message.Headers["Return-Path"]?.Trim() == "<>"
        || AutomaticHeaders.Any(message.Headers.Contains)
        || message.Body is MultipartReport
        || DeliveryReports.IsOfAMailer(message)
        || AutomaticSubjects.Any(begin =>
            message.Subject?.StartsWith(begin, StringComparison.OrdinalIgnoreCase) == true);

    private static MailParty SenderOf(MimeMessage message)
    {
        var sender = message.From.Mailboxes.FirstOrDefault() ?? message.Sender;
        return new MailParty(PlainText.Line(sender?.Name), PlainText.Line(sender?.Address));
    }

    private static ImmutableArray<string> AboutOf(MimeMessage message, IncomingKind kind)
    {
        string?[] threaded = [message.InReplyTo, .. message.References.Reverse()];
        var named = kind is IncomingKind.Bounce or IncomingKind.Delay ? DeliveryReports.Returned(message) : [];
        return [.. named.Concat(threaded).OfType<string>().Select(PlainText.Line).Distinct().Take(IntakeLimits.Ids)];
    }

    private static ImmutableArray<IncomingFile> FilesOf(MimeMessage message) =>
    [
        .. message.BodyParts.Take(IntakeLimits.Parts).OfType<MimePart>()
            .Where(part => part.Content is not null && (part.IsAttachment || part.FileName is not null))
            .Take(IntakeLimits.Files)
            .Select(part => new IncomingFile(PlainText.Line(part.FileName), ContentOf(part))),
    ];

    private static byte[] ContentOf(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        return content.ToArray();
    }
}
