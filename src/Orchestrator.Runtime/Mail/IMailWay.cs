using MimeKit;
using Orchestrator.Runtime.Outbox;

namespace Orchestrator.Runtime.Mail;

/// <summary>A way by which messages leave: an SMTP relay, or the built-in mailbox. For one caller at a time.</summary>
internal interface IMailWay
{
    /// <summary>Messages between two commits: what a crash in the middle leaves unknown.</summary>
    int Together => OutboxLimits.HandedOverTogether;

    /// <summary>Null when messages can be offered now; otherwise why not, in one line.</summary>
    Task<string?> Ready(CancellationToken stop);

    /// <summary>Offers a message for one recipient, who need not be the only one its headers show.</summary>
    Task<HandOver> Send(MimeMessage message, string address, CancellationToken stop);

    /// <summary>Nothing more is offered for now.</summary>
    Task Rest(CancellationToken stop);
}
