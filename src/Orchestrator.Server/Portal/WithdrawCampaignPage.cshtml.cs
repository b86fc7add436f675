using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>撤回督导活动: the director's, before the first on-site day.</summary>
public sealed class WithdrawCampaignPageModel(Database db, WithdrawCampaign withdraw, Visit visit) : PageModel
{
    public CampaignListed? Campaign { get; private set; }
    public FormView View { get; private set; } = FormView.Fresh(ActForms.WithdrawCampaign, FormSetting.Plain);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop) =>
        await Load(id, stop) ?? (Campaign is null ? NotFound() : Page());

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        if (await Load(id, stop) is { } refused)
            return refused;
        if (Campaign is null || visit.Official is not { } official)
            return NotFound();
        View = PostedAct.Read(ActForms.WithdrawCampaign, Request.Form);
        if (View.Problems.IsEmpty && await withdraw.Run(new WithdrawCampaign.Request(
            id, View.Content.TextOf("reason")!), official, stop) is { } problem)
            View = View with { Problems = ImmutableArray.Create<Problem>(problem) };
        if (!View.Problems.IsEmpty)
            return Page();
        TempData["Done"] = "督导活动已撤回，已通知的单位将收到邮件。";
        return Redirect($"/campaigns/{id}");
    }

    private async Task<IActionResult?> Load(Guid id, CancellationToken stop)
    {
        if (!visit.May(Act.WithdrawCampaign))
            return Redirect("/error/403");
        var filter = new ListFilter { Today = visit.Today, Campaign = id };
        var (list, refused) = await Listing.Read(
            visit, db, (tx, sight) => CampaignList.Of(tx, sight, filter, stop), stop);
        Campaign = list?.Rows.SingleOrDefault();
        return refused;
    }
}
