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

/// <summary>调整督导小组 (E-13): the director's, until the last opinion letter.</summary>
[ForHoldersOf(Act.ChangeTeam)]
public sealed class ChangeTeamPageModel(Database db, ChangeTeam change, Visit visit) : PageModel
{
    private FormSetting setting = FormSetting.Plain;

    /// <summary>Null where there is none, or the reader may not see it.</summary>
    public CampaignListed? Campaign { get; private set; }
    public FormView View { get; private set; } = FormView.Fresh(ActForms.ChangeTeam, FormSetting.Plain);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        await Load(id, stop);
        View = FormView.Fresh(ActForms.ChangeTeam, setting);
        return Campaign is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        await Load(id, stop);
        if (Campaign is null)
            return NotFound();
        View = PostedAct.Read(ActForms.ChangeTeam, setting, Request.Form);
        var (leader, reason) = (View.Content.TextOf("leader") ?? "", View.Content.TextOf("reason") ?? "");
        if (View.Problems.IsEmpty && await change.Run(
            new ChangeTeam.Request(id, leader, [.. View.Content.TextsOf("members")], reason), visit.Actor, stop)
            is { } problem)
            View = View with { Problems = ImmutableArray.Create<Problem>(problem) };
        if (!View.Problems.IsEmpty)
            return Page();
        TempData["Done"] = "督导小组已调整，小组成员将收到邮件。";
        return Redirect($"/campaigns/{id}");
    }

    private async Task Load(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today, Campaign = id };
        var list = await Listing.Read(visit, db, async (tx, sight) =>
        {
            var (choices, team) = (await TeamRule.Choices(tx, stop), await TeamRule.Codes(tx, id, stop));
            setting = FormSetting.Plain with
            {
                Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty
                    .Add("leader", choices).Add("members", choices),
                Values = Json.Of(
                [
                    KeyValuePair.Create("leader", Json.Of(team.Count > 0 ? team[0] : "")),
                    KeyValuePair.Create("members", Json.Of(team.Skip(1).Select(code => Json.Of(code)))),
                ]),
            };
            return await CampaignList.Of(tx, sight, filter, stop);
        }, stop);
        Campaign = list.Rows.SingleOrDefault();
    }
}
