using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>
/// 运维操作: an administrator takes one instance by the hand: 暂停, 恢复, 迁移, 跳转, 改变量, 跳过, 取消一个活动. Each is
/// shown before it is done, and stands in the history with who and why.
/// </summary>
public sealed class OperateInstance(Database db, InstanceOperations operations)
{
    /// <param name="Instance">Which one.</param>
    /// <param name="What">What shall be done.</param>
    /// <param name="Reason">1 to 200 characters.</param>
    public sealed record Request(InstanceId Instance, Operation What, string Reason)
    {
        /// <summary>The turns that the person saw in the preview; null: whatever it had since.</summary>
        public int? Version { get; init; }
    }

    /// <summary>What it would bring about; or AU010, AP004.</summary>
    public Task<(OperationPreview? Preview, Problem? Problem)> Preview(
        Request request, Actor actor, CancellationToken stop) => db.InTransaction(async tx =>
        {
            if (RightTable.Check(actor, Act.ReadHistory, new ScopeOf()) is { } forbidden)
                return (null, forbidden);
            var preview = await operations.Preview(tx, request.Instance, Command(request, actor), stop);
            return (preview, preview is null ? Unknown : (Problem?)null);
        }, stop);

    /// <summary>Null when it is done, or AU010, AP004, AP020.</summary>
    /// <exception cref="WorkflowRefusedException">RT180 to RT189: why nothing was done.</exception>
    public Task<Problem?> Run(Request request, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(async tx =>
        {
            if (RightTable.Check(actor, Act.ManageUsers, new ScopeOf()) is { } forbidden)
                return forbidden;
            if (OperationReason.Check(request.Reason) is { } unreasoned)
                return unreasoned;
            if (!await operations.Run(tx, request.Instance, Command(request, actor), request.Version, stop))
                return Unknown;
            await new OperatorAct
            {
                Actor = actor.Key,
                Act = request.What.GetType().Name,
                Kind = OperatorSubject.Instance,
                Subject = request.Instance.Value,
                Detail = Json.Of([KeyValuePair.Create("reason", Json.Of(request.Reason.Trim()))]),
            }.Write(tx, stop);
            return null;
        }, stop);

    private static Problem Unknown => new("AP004", "id", "没有这个流程实例；请核对编号。");

    private static Command.Operate Command(Request request, Actor actor) =>
        new(OperationReason.By(actor, request.Reason), request.What);
}
