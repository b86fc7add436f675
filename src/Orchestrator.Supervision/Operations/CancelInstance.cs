using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>取消流程: an administrator ends an instance that nothing else can end.</summary>
public sealed class CancelInstance(Database db, WorkflowClient workflows, Turn turn)
{
    /// <summary>Null, or AU010, AP004, AP010.</summary>
    public Task<Problem?> Run(InstanceId instance, string reason, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(async tx =>
        {
            if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
                return forbidden;
            if (reason.Trim().Length is 0 or > 200)
                return new Problem("AP010", "reason", "请写明取消的理由（1至200个字）；没有取消。");
            if (await InstanceHistory.Find(tx, instance, stop) is null)
                return new Problem("AP004", "id", "没有这个流程实例；请核对编号。");

            // The reason stays in the instance's history, with whoever gave it.
            await workflows.Cancel(tx, [instance], $"{actor.Key}：{reason.Trim()}", stop);
            await new OperatorAct
            {
                Actor = actor.Key,
                Act = "CancelInstance",
                Kind = OperatorSubject.Instance,
                Subject = instance.Value,
                Detail = Json.Of([KeyValuePair.Create("reason", Json.Of(reason.Trim()))]),
            }.Write(tx, stop);
            await turn.Advance(tx, stop);
            return null;
        }, stop);
}
