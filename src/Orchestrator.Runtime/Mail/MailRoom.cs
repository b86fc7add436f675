using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>Mails enter the outbox here, as a set, in the transaction of what they tell about.</summary>
public static class MailRoom
{
    /// <summary>A key that was queued before is left out.</summary>
    public static Task Queue(Tx tx, IReadOnlyList<OutgoingMail> mails, CancellationToken stop) =>
        throw new NotImplementedException();
}
