using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>发起督导活动: the same use case as the API's.</summary>
[ForHoldersOf(Act.CreateCampaign)]
public sealed class NewCampaignModel(Database db, StartCampaign start, Visit visit) : PageModel
{
    public FormView? View { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        View = FormView.Fresh(NewCampaignForm.Form, await Setting(stop));
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken stop)
    {
        var setting = await Setting(stop);
        var content = PostedForm.Content(NewCampaignForm.Form, Request.Form);
        View = FormView.Fresh(NewCampaignForm.Form, setting) with { Content = content };
        if (PostedForm.AfterRowButton(NewCampaignForm.Form, Request.Form) is not null)
            return Page();
        View = View with
        {
            Problems = AnswerCheck.Of(
                NewCampaignForm.Form, setting, new RawAnswer(NewCampaignForm.Submitted, content, 0)),
        };
        return View.Problems.IsEmpty ? await Start(content, stop) : Page();
    }

    private async Task<IActionResult> Start(JsonElement content, CancellationToken stop)
    {
        // The same form sent twice, by a second click or a reload, is the same campaign.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(content.GetRawText()));
        var started = await start.Run(new CampaignOrder(
            NewCampaignForm.Request(content, visit.Actor.Name), visit.Actor,
            new IdempotencyKey(visit.Actor.Key, Convert.ToHexStringLower(hash), hash)), stop);
        if (started.Campaign is { } campaign)
        {
            TempData["Done"] = "已提交审批。";
            return Redirect($"/campaigns/{campaign}");
        }

        View = View! with { Problems = [.. started.Problems.Select(NewCampaignForm.AtField)] };
        return Page();
    }

    private Task<FormSetting> Setting(CancellationToken stop) => db.InTransaction(
        async tx => NewCampaignForm.Setting(await CampaignChoices.Read(tx, stop)), stop);
}
