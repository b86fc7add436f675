using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>The open door of the mail room: what the subject adds to a hand-over, always as a set.</summary>
public interface IMailDoor
{
    /// <summary>
    /// The links of these mails' tasks by mail, in the transaction that marks them as handing-over. A mail whose task
    /// has ended or whose recipient has changed is not in the answer and does not leave with a link.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, string>> Links(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);

    /// <summary>The server took them, in the transaction that records it.</summary>
    Task HandedOver(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);

    /// <summary>They will not arrive at this address (5xx, or the last attempt).</summary>
    Task Undeliverable(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);
}
