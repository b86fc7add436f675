using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>重试: an administrator lets an instance go on that stood still; what follows happens at once.</summary>
public sealed class RetryIncident(Database db, WorkflowClient workflows, Turn turn)
{
    /// <summary>Null, or AU010.</summary>
    /// <exception cref="WorkflowRefusedException">RT152: no such incident is open.</exception>
    public Task<Problem?> Run(long incident, string? reason, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(async tx =>
    {
        if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
            return forbidden;
        var instance = await workflows.Retry(tx, incident, OperationReason.By(actor, reason ?? ""), stop);
        await new OperatorAct
        {
            Actor = actor.Key,
            Act = "RetryIncident",
            Kind = OperatorSubject.Instance,
            Subject = instance.Value,
            Detail = Json.Of([KeyValuePair.Create("incident", Json.Of(incident))]),
        }.Write(tx, stop);
        await turn.Advance(tx, stop);
        return null;
    }, stop);
}
