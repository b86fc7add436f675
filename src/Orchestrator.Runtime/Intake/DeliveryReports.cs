using System.Text.RegularExpressions;
using MimeKit;

namespace Orchestrator.Runtime.Intake;

/// <summary>
/// What a mailer says became of a message: a report by RFC 3464, or a plain notice that quotes status and Message-Id.
/// </summary>
internal static partial class DeliveryReports
{
    private const int LongestQuote = 200_000;

    private static readonly string[] Recipients = ["Final-Recipient", "Original-Recipient"];

    public static IReadOnlyList<DeliveryReport> Of(MimeMessage message)
    {
        DeliveryReport[] reports =
        [
            .. message.BodyParts.Take(IntakeLimits.Parts).OfType<MessageDeliveryStatus>()
                .SelectMany(Groups).Take(IntakeLimits.Parts).Select(Read).OfType<DeliveryReport>(),
        ];
        return reports.Length > 0 || !IsOfAMailer(message) ? reports : Plain(message);
    }

    /// <summary>The ids of the messages that it returns, whole or their heads, or quotes in its text.</summary>
    public static IEnumerable<string> Returned(MimeMessage message)
    {
        foreach (var part in Parts(message))
        {
            if (part is MessagePart { Message.MessageId: { } id })
                yield return id;
            else if (part is MimePart { Content: not null } other && IsText(other))
            {
                foreach (Match quoted in MessageId().Matches(TextOf(other)))
                    yield return quoted.Groups[1].Value;
            }
        }
    }

    /// <summary>By its sender; a message of a person never is.</summary>
    public static bool IsOfAMailer(MimeMessage message) => message.From.Mailboxes.FirstOrDefault() is { } sender
        && sender.Address.Split('@')[0].ToLowerInvariant() is "mailer-daemon" or "postmaster";

    /// <summary>The first group is about the message, each other about a recipient.</summary>
    private static IEnumerable<HeaderList> Groups(MessageDeliveryStatus status)
    {
        try
        {
            return status.StatusGroups.Skip(1);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    /// <summary>
    /// The action decides: "failed" with 4.4.7 is a message that was late until its mailer gave up. Null for what
    /// arrived or went on.
    /// </summary>
    private static DeliveryReport? Read(HeaderList group)
    {
        var isFinal = group["Action"]?.Trim().ToLowerInvariant() switch
        {
            "failed" => true,
            "delayed" => false,
            _ => (bool?)null,
        };
        return isFinal is null ? null : new DeliveryReport(
            [.. Recipients.Select(name => AddressOf(group[name])).OfType<string>()],
            isFinal.Value, PlainText.Line($"{group["Status"]} {group["Diagnostic-Code"]}"));
    }

    /// <summary>"rfc822; a@b.cn".</summary>
    private static string? AddressOf(string? field) =>
        field?.Split(';', 2) is [_, var address] ? PlainText.Line(address).Trim('<', '>', ' ') : null;

    private static IReadOnlyList<DeliveryReport> Plain(MimeMessage message)
    {
        var text = PlainText.Of(message);
        if (Status().Match(text) is not { Success: true } status)
            return [];
        var addresses = Address().Matches(text).Take(IntakeLimits.Ids).Select(one => one.Value.Trim('.'));
        return
        [
            new DeliveryReport(
                [.. addresses], status.Value[0] == '5',
                PlainText.Line(text[status.Index..Math.Min(text.Length, status.Index + IntakeLimits.Header)])),
        ];
    }

    private static IEnumerable<MimeEntity> Parts(MimeMessage message)
    {
        var walk = new MimeIterator(message);
        for (var seen = 0; seen < IntakeLimits.Parts && walk.MoveNext(); seen++)
            yield return walk.Current;
    }

    private static bool IsText(MimePart part) => part is TextPart || part.ContentType.IsMimeType("text", "*")
        || part.ContentType.IsMimeType("message", "*");

    private static string TextOf(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        var bytes = content.GetBuffer().AsSpan(0, (int)Math.Min(content.Length, LongestQuote));
        return System.Text.Encoding.Latin1.GetString(bytes);
    }

    [GeneratedRegex(@"^[ \t>]*Message-ID:\s*<([^<>\s]{1,200})>",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex MessageId();

    [GeneratedRegex(@"\b[45]\.\d{1,3}\.\d{1,3}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Status();

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w.-]{1,189}", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
