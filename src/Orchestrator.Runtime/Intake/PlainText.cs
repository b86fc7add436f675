using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Orchestrator.Runtime.Intake;

/// <summary>What of a foreign message can be stored and shown as text.</summary>
internal static partial class PlainText
{
    /// <summary>One line for a list.</summary>
    public static string Line(string? text)
    {
        var clean = Clean(text ?? "", IntakeLimits.Header);
        return string.Join(' ', clean.Split(['\n', '\t'], StringSplitOptions.RemoveEmptyEntries)).Trim();
    }

    /// <summary>The text of a message; of HTML what is left without its tags.</summary>
    public static string Of(MimeMessage message)
    {
        if (message.TextBody is { Length: > 0 } text)
            return Clean(text, IntakeLimits.Text).Trim();
        var html = message.HtmlBody ?? "";
        html = html.Length > IntakeLimits.Text * 10 ? html[..(IntakeLimits.Text * 10)] : html;
        var lines = Breaks().Replace(Hidden().Replace(html, ""), "\n");
        return Clean(WebUtility.HtmlDecode(Tag().Replace(lines, "")), IntakeLimits.Text).Trim();
    }

    /// <summary>Without what PostgreSQL cannot store or a page would not show: U+0000, half characters, controls.
    /// </summary>
    public static string Clean(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= most)
                return clean.Append('…').ToString();
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    [GeneratedRegex("<(script|style|head)\\b[^>]*>.*?</(script|style|head)\\s*>",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Hidden();

    [GeneratedRegex("<(br|/p|/div|/tr|/li|/h[1-6])\\b[^>]*>", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Breaks();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
