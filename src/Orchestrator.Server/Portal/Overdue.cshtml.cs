using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>逾期清单.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class OverdueModel(Database db, Visit visit) : PageModel
{
    public Listed<OverdueListed> List { get; private set; } = new([], 0);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await Listing.Read(
            visit, db, (tx, sight) => OverdueList.Of(tx, sight, filter, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public Due DueOf(OverdueListed owed) => new(owed.DueOn, owed.DueExplanation, visit.Today);

    private FileContentResult AsCsv() => CsvTable.Of(
        "逾期清单", ["单位", "应报", "问题", "期限", "期限推算", "已采取", "采取日期", "督导活动"],
        List.Rows.Select(owed => (IEnumerable<string?>)
        [
            owed.Unit, Labels.Duty(owed.Duty), owed.Fact, Shown.On(owed.DueOn), owed.DueExplanation,
            owed.LastStep is { } step ? Labels.LadderAct(step) : null,
            owed.LastStepOn is { } on ? Shown.On(on) : null, owed.Campaign,
        ]));
}
