using Microsoft.Extensions.Logging;

namespace Orchestrator.Runtime.Mail;

/// <summary>The ways by which mails leave this server.</summary>
public sealed partial class MailWays : IDisposable
{
    private readonly MailSettings settings;
    private readonly ILogger<MailWays> log;
    private readonly SmtpWay? smtp;
    private readonly IMailWay mailbox;

    public MailWays(MailSettings settings, string mailboxFolder, ILogger<MailWays> log)
    {
        this.settings = settings;
        this.log = log;
        smtp = settings.Host is { } host ? new SmtpWay(settings, host) : null;
        mailbox = new MailboxDrop(mailboxFolder);
    }

    /// <summary>No way out at all, whatever is set.</summary>
    public MailWays(MailSettings settings, ClosedOutbox closed, ILogger<MailWays> log)
    {
        this.settings = settings with { Host = null };
        this.log = log;
        mailbox = closed;
    }

    public MailSettings Settings => settings;

    internal IMailWay Of(bool bySmtp) => bySmtp && smtp is not null ? smtp : mailbox;

    internal async Task Rest(CancellationToken stop)
    {
        if (smtp is not null)
            await smtp.Rest(stop);
    }

    internal void SayDown(string reason) => Down(log, settings.Host ?? "", settings.Port, reason);

    internal void SayBack() => Back(log, settings.Host ?? "");

    public void Dispose() => smtp?.Dispose();

    [LoggerMessage(1201, LogLevel.Error,
        "The relay {Host}:{Port} cannot be reached: {Reason}. Mails wait; it is asked again every few minutes")]
    private static partial void Down(ILogger log, string host, int port, string reason);

    [LoggerMessage(1202, LogLevel.Information, "The relay {Host} answers again; waiting mails leave now")]
    private static partial void Back(ILogger log, string host);
}
