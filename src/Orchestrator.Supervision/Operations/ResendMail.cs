using Orchestrator.Engine;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>重发: by somebody who would phone the unit otherwise, or by an administrator.</summary>
public sealed class ResendMail(Database db)
{
    /// <summary>Null when it is queued again, or AU010, RT213.</summary>
    public Task<Problem?> Run(Guid mail, Actor actor, CancellationToken stop) => db.InTransaction(async tx =>
    {
        if (RightTable.Check(actor, Act.PhoneUnit, new ScopeOf()) is { } forbidden
            && RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is not null)
            return forbidden;
        if (await Resend.Run(tx, mail, stop) is { } problem)
            return problem;
        await new OperatorAct
        {
            Actor = actor.Key,
            Act = "ResendMail",
            Kind = OperatorSubject.Mail,
            Subject = mail,
        }.Write(tx, stop);
        return null;
    }, stop);
}
