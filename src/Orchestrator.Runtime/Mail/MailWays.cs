using Microsoft.Extensions.Logging;

namespace Orchestrator.Runtime.Mail;

/// <summary>The ways by which mails leave this server.</summary>
public sealed class MailWays(MailSettings settings, string mailboxFolder, ILogger<MailWays> log) : IDisposable
{
    private static readonly Action<ILogger, string, int, string, Exception?> Down =
        LoggerMessage.Define<string, int, string>(LogLevel.Error, new EventId(1201, "RelayDown"),
            "The relay {Host}:{Port} cannot be reached: {Reason}. Mails wait; it is asked again every few minutes");

    private static readonly Action<ILogger, string, Exception?> Back =
        LoggerMessage.Define<string>(LogLevel.Information, new EventId(1202, "RelayBack"),
            "The relay {Host} answers again; waiting mails leave now");

    private readonly SmtpWay? smtp = settings.Host is { } host ? new SmtpWay(settings, host) : null;
    private readonly MailboxDrop mailbox = new(mailboxFolder);

    public MailSettings Settings => settings;

    internal IMailWay Of(bool bySmtp) => bySmtp && smtp is not null ? smtp : mailbox;

    internal async Task Rest(CancellationToken stop)
    {
        if (smtp is not null)
            await smtp.Rest(stop);
    }

    internal void SayDown(string reason) => Down(log, settings.Host ?? "", settings.Port, reason, null);

    internal void SayBack() => Back(log, settings.Host ?? "", null);

    public void Dispose() => smtp?.Dispose();
}
