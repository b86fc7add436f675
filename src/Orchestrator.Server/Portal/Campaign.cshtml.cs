using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One campaign: its units, where they stand, what somebody should look at.</summary>
public sealed class CampaignModel(Database db, Visit visit) : PageModel
{
    public CampaignListed? Campaign { get; private set; }
    public IReadOnlyList<CampaignUnit> Units { get; private set; } = [];

    public bool MayWithdraw => visit.May(Act.WithdrawCampaign)
        && CampaignMoves.Next(Campaign!.State, CampaignTrigger.Withdraw) is not null;

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today, Campaign = id };
        var (list, refused) = await Listing.Read(visit, db, async (tx, sight) =>
        {
            Units = await CampaignList.Units(tx, sight, id, stop);
            return await CampaignList.Of(tx, sight, filter, stop);
        }, stop);
        Campaign = list?.Rows.SingleOrDefault();
        return refused ?? (Campaign is null ? NotFound() : Page());
    }
}
