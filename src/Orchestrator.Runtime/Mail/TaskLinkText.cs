using System.Net;
using System.Text.RegularExpressions;

namespace Orchestrator.Runtime.Mail;

/// <summary>Puts the link of a task where a stored body has its placeholder, or says why there is none.</summary>
internal static partial class TaskLinkText
{
    private const string ForOthers = "（办理链接只发给经办人）";
    private const string Over = "（该事项已办结或者经办人已变更，链接不再有效）";

    /// <param name="body">As it was stored.</param>
    /// <param name="hasTask">Whether this recipient is the one who is asked.</param>
    /// <param name="link">Null: the task has ended, or the recipient has changed.</param>
    public static MailBody Fill(MailBody body, bool hasTask, string? link)
    {
        var text = link ?? (hasTask ? Over : ForOthers);
        var html = link is null ? Anchor().Replace(body.Html, text) : body.Html;
        return new MailBody(
            body.Text.Replace(OutgoingMail.LinkPlaceholder, text, StringComparison.Ordinal),
            html.Replace(OutgoingMail.LinkPlaceholder, WebUtility.HtmlEncode(text), StringComparison.Ordinal));
    }

    /// <summary>A button that would lead nowhere, as a whole.</summary>
    [GeneratedRegex("""<a\b[^>]*\{\{task-link\}\}[^>]*>.*?</a>""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Anchor();
}
