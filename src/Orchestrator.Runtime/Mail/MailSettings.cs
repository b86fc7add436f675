using System.Globalization;
using MimeKit;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Mail;

public enum MailSecurity { StartTls, Ssl, None }

/// <summary>How mails leave: <c>Mail:Host</c> and so on. Without a host they go to the built-in mailbox.</summary>
public sealed record MailSettings
{
    /// <summary>Null: the built-in mailbox.</summary>
    public string? Host { get; init; }
    public int Port { get; init; }
    public MailSecurity Security { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>The sender, in header and envelope.</summary>
    public required string From { get; init; }
    public required string FromName { get; init; }

    /// <summary>
    /// Hexadecimal SHA-256 of the relay's certificate, for one that signs for itself; null: the usual authorities.
    /// </summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>Right side of message ids.</summary>
    public string Domain => From[(From.IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads the settings by name, <c>Mail:Host</c>; with RT212 where one cannot be meant.</summary>
    public static (MailSettings? Settings, Problem? Problem) Read(Func<string, string?> setting)
    {
        var host = Said("Host");
        var from = Said("From") ?? "dudao@localhost";
        if (!Enum.TryParse<MailSecurity>(Said("Security") ?? "StartTls", ignoreCase: true, out var security))
            return (null, Wrong("Mail:Security", "StartTls、Ssl或None", Said("Security")));
        if (!MailboxAddress.TryParse(from, out var sender))
            return (null, Wrong("Mail:From", "一个邮箱地址", from));
        if (!TryPort(Said("Port"), security, out var port))
            return (null, Wrong("Mail:Port", "1至65535的数字", Said("Port")));
        return (new MailSettings
        {
            Host = host,
            Port = port,
            Security = security,
            User = Said("User"),
            Password = Said("Password"),
            From = sender.Address,
            FromName = Said("FromName") ?? "教育督导室",
            CertificateSha256 = Said("CertificateSha256"),
        }, null);

        string? Said(string name) => setting("Mail:" + name) is { Length: > 0 } text ? text.Trim() : null;
    }

    private static bool TryPort(string? said, MailSecurity security, out int port)
    {
        port = security switch { MailSecurity.StartTls => 587, MailSecurity.Ssl => 465, _ => 25 };
        return said is null
            || (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out port)
                && port is > 0 and < 65536);
    }

    private static Problem Wrong(string name, string expected, string? found) =>
        new("RT212", name, $"设置{name}期望是{expected}，实际是“{found}”；请改正后重新启动。");
}
