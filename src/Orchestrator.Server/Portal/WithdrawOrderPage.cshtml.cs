using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>撤回督办单: the director's, with a reason.</summary>
[ForHoldersOf(Act.WithdrawOrder)]
public sealed class WithdrawOrderPageModel(Database db, WithdrawOrder withdraw, Visit visit)
    : ActPageModel<OrderListed>(db, visit, new(
        ActForms.WithdrawOrder, "督办单已撤回，撤回说明已印发，原收件人将收到邮件。", "/orders"))
{
    protected override Task<Listed<OrderListed>> Find(
        Tx tx, Sight sight, Guid id, ListFilter filter, CancellationToken stop) =>
        OrderList.Of(tx, sight, filter, (id, null), stop);

    protected override Task<Problem?> Run(
        Guid id, JsonElement content, Actor.Official official, CancellationToken stop) =>
        withdraw.Run(new WithdrawOrder.Request(id, content.TextOf("reason")!), official, stop);
}
