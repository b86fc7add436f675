using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>督导活动 with progress.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class CampaignsModel(Database db, Visit visit) : PageModel
{
    public Listed<CampaignListed> List { get; private set; } = new([], 0);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await Listing.Read(
            visit, db, (tx, sight) => CampaignList.Of(tx, sight, filter, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    private FileContentResult AsCsv() => CsvTable.Of(
        "督导活动", ["名称", "类型", "状态", "单位数", "已出意见书", "问题数", "已办结", "逾期", "现场开始", "现场结束"],
        List.Rows.Select(one => (IEnumerable<string?>)
        [
            one.Title, Labels.Of(one.Type), CampaignMoves.Label(one.State), $"{one.Units}", $"{one.WithOpinion}",
            $"{one.Items}", $"{one.ItemsEnded}", $"{one.ItemsOverdue}", Shown.On(one.OnSiteFrom),
            Shown.On(one.OnSiteTo),
        ]));
}
