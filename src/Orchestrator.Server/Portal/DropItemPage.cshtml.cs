using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>撤销问题: the director's, with reason and basis.</summary>
[ForHoldersOf(Act.DropItem)]
public sealed class DropItemPageModel(Database db, DropItem drop, Visit visit)
    : ActPageModel<ItemListed>(db, visit, new(
        ActForms.Drop, "问题已撤销，单位将收到邮件。", "/items"))
{
    protected override Task<Listed<ItemListed>> Find(
        Tx tx, Sight sight, Guid id, ListFilter filter, CancellationToken stop) =>
        ItemList.Of(tx, sight, filter, (id, null, null), stop);

    protected override Task<Problem?> Run(
        Guid id, JsonElement content, Actor.Official official, CancellationToken stop) =>
        drop.Run(
            new DropItem.Request(id, content.TextOf("reason")!, content.TextOf("basis")!), official, stop);
}
