using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>Why a mail does not leave.</summary>
/// <param name="Until">Business time, UTC, until when it waits; null: it never leaves.</param>
/// <param name="Reason">For whoever looks it up, one line.</param>
public readonly record struct Held(DateTimeOffset? Until, string Reason);

/// <summary>The open door of the mail room: what the subject adds to a hand-over, always as a set.</summary>
public interface IMailDoor
{
    /// <summary>
    /// Which of these do not leave now, in the transaction that takes them: they wait, or nobody needs them any more.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, Held>> Hold(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);

    /// <summary>
    /// The links of these mails' tasks by mail; it only reads. A mail whose recipient may not act, or has changed, is
    /// not in the answer and does not leave with a link.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, string>> Links(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);

    /// <summary>From now on these links open, in the transaction that marks their mails as handing-over.</summary>
    Task Open(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);

    /// <summary>The server took them, in the transaction that records it.</summary>
    Task HandedOver(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);

    /// <summary>They will not arrive at this address (5xx, or the last attempt).</summary>
    Task Undeliverable(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop);
}
