using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;

namespace Orchestrator.Runtime.Intake;

/// <summary>The mailbox that is read: <c>Intake:Host</c> and so on. Without a host none is.</summary>
public sealed record IntakeSettings
{
    /// <summary>Null: no mailbox is read.</summary>
    public string? Host { get; init; }
    public int Port { get; init; }
    public MailSecurity Security { get; init; }
    public string User { get; init; } = "";
    public string Password { get; init; } = "";

    /// <summary>As <see cref="MailSettings.CertificateSha256"/>.</summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>Whether what was taken shows as read in the mailbox; otherwise it is left as it was.</summary>
    public bool MarksRead { get; init; }

    /// <summary>What the rows of this mailbox are found by. Without the password.</summary>
    public string Name => $"{User}@{Host}";

    /// <summary>Reads the settings by name, <c>Intake:Host</c>; with RT212 where one cannot be meant.</summary>
    public static (IntakeSettings? Settings, Problem? Problem) Read(Func<string, string?> setting)
    {
        if (Said("Host") is not { } host)
            return (new IntakeSettings(), null);
        if (!Enum.TryParse<MailSecurity>(Said("Security") ?? "Ssl", ignoreCase: true, out var security))
            return (null, Wrong("Intake:Security", "Ssl、StartTls或None", Said("Security")));
        var port = security == MailSecurity.Ssl ? 993 : 143;
        if (Said("Port") is { } said && !IsPort(said, out port))
            return (null, Wrong("Intake:Port", "1至65535的数字", said));
        if (!bool.TryParse(Said("MarkRead") ?? "false", out var marks))
            return (null, Wrong("Intake:MarkRead", "true或false", Said("MarkRead")));
        if (Said("User") is not { } user)
            return (null, Wrong("Intake:User", "邮箱的用户名", null));
        return (new IntakeSettings
        {
            Host = host,
            Port = port,
            Security = security,
            User = user,
            Password = Said("Password") ?? "",
            CertificateSha256 = Said("CertificateSha256"),
            MarksRead = marks,
        }, null);

        string? Said(string name) => setting("Intake:" + name) is { Length: > 0 } text ? text.Trim() : null;
    }

    private static bool IsPort(string said, out int port) =>
        int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536;

    private static Problem Wrong(string name, string expected, string? found) =>
        new("RT212", name, $"设置{name}期望是{expected}，实际是“{found}”；请改正后重新启动。");
}
