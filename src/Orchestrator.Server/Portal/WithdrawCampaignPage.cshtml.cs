using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>撤回督导活动: the director's, before the first on-site day.</summary>
[ForHoldersOf(Act.WithdrawCampaign)]
public sealed class WithdrawCampaignPageModel(Database db, WithdrawCampaign withdraw, Visit visit)
    : ActPageModel<CampaignListed>(db, visit, new(
        ActForms.WithdrawCampaign, "督导活动已撤回，已通知的单位将收到邮件。", "/campaigns"))
{
    protected override Task<Listed<CampaignListed>> Find(
        Tx tx, Sight sight, Guid id, ListFilter filter, CancellationToken stop) =>
        CampaignList.Of(tx, sight, filter with { Campaign = id }, stop);

    protected override Task<Problem?> Run(
        Guid id, JsonElement content, Actor.Official official, CancellationToken stop) =>
        withdraw.Run(new WithdrawCampaign.Request(id, content.TextOf("reason")!), official, stop);
}
