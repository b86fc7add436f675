using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>问题: the list.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class ItemsModel(Database db, Visit visit) : PageModel
{
    public Listed<ItemListed> List { get; private set; } = new([], 0);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await Listing.Read(
            visit, db, (tx, sight) => ItemList.Of(tx, sight, filter, default, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public Due DueOf(ItemListed item) => new(item.DueOn, item.DueExplanation, visit.Today)
    { IsOver = !ItemMoves.IsOwed(item.State) };

    private FileContentResult AsCsv() => CsvTable.Of(
        "问题", ["督导活动", "责任单位", "序号", "指标", "事实", "依据", "整改要求", "等级", "类型", "状态", "期限", "期限推算"],
        List.Rows.Select(item => (IEnumerable<string?>)
        [
            item.Campaign, item.Unit, $"{item.Number}", item.Indicator, item.Fact, item.Basis, item.Requirement,
            Labels.Severity(item.Severity), Labels.RectificationType(item.Type), ItemMoves.Label(item.State),
            item.DueOn is { } due ? Shown.On(due) : null, item.DueExplanation,
        ]));
}
