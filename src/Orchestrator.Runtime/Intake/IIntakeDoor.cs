using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Intake;

/// <summary>The open door of the intake: what the subject makes of a person's reply.</summary>
public interface IIntakeDoor
{
    /// <summary>
    /// In the transaction that keeps the message under this id. Answers what was done, one line for the office.
    /// </summary>
    Task<string> Replied(Tx tx, (Guid Id, IncomingMail Mail) taken, MatchedTo to, CancellationToken stop);
}
