using System.Text;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// What is looked at before a mail is queued. No line break ever reaches a header or the SMTP dialogue.
/// </summary>
internal static class MailCheck
{
    /// <summary>UTF-8 bytes of text and HTML together; with its headers and coding a mail stays below 200 KB.</summary>
    public const int MostBodyBytes = 140 * 1024;

    /// <summary>Characters of a subject, a name, an address.</summary>
    public const int MostHeaderCharacters = 400;

    /// <summary>Null where the mail may be queued.</summary>
    public static Problem? Of(OutgoingMail mail) =>
        Headers(mail).Select(header => OfHeader(mail.Letter, header.Name, header.Text))
            .FirstOrDefault(problem => problem is not null)
        ?? OfBody(mail);

    private static IEnumerable<(string Name, string Text)> Headers(OutgoingMail mail) =>
    [
        ("幂等键", mail.Key), ("邮件编号", mail.Letter), ("主题", mail.Subject), ("对象类型", mail.SubjectKind),
        .. mail.ShownTo.Concat(mail.ShownCc).Append(mail.Recipient)
            .SelectMany(party => new[] { ("姓名", party.Name), ("地址", party.Address) }),
    ];

    private static Problem? OfHeader(string letter, string name, string text)
    {
        if (text.Any(char.IsControl) || HasLoneSurrogate(text))
            return new Problem("RT210", letter, $"邮件的{name}期望是一行文字，实际含有换行或控制字符；请在登记信息中改正。");
        return text.Length > MostHeaderCharacters
            ? new Problem("RT210", letter, $"邮件的{name}期望不超过{MostHeaderCharacters}个字符，实际{text.Length}个；请缩短。")
            : null;
    }

    private static Problem? OfBody(OutgoingMail mail)
    {
        if (mail.Text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(mail.Text))
            return new Problem("RT210", mail.Letter, "邮件正文期望是文字，实际含有不能显示的字符；请检查模板和所填内容。");
        var bytes = Encoding.UTF8.GetByteCount(mail.Text) + Encoding.UTF8.GetByteCount(mail.Html);
        return bytes > MostBodyBytes
            ? new Problem("RT211", mail.Letter,
                $"邮件正文期望不超过{MostBodyBytes / 1024} KB，实际{bytes / 1024} KB；请把清单改为在办理页面查看。")
            : null;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return true;
            at++;
        }

        return false;
    }
}

/// <summary>A mail cannot be queued: RT210 or RT211. Nothing of the set was queued.</summary>
public sealed class MailRefusedException(Problem problem)
    : Exception($"{problem.Code} {problem.Where}: {problem.Message}")
{
    public Problem Problem { get; } = problem;
}
