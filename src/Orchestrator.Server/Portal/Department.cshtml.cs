using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Server.Portal;

/// <summary>One 主管部门: the open items of its units on one page, its opinions, its lapses, its reports.</summary>
[ForHoldersOf(Act.ReadDepartments)]
public sealed class DepartmentModel(Database db, RuleBook rules, Visit visit) : PageModel
{
    public DepartmentListed? Department { get; private set; }

    /// <summary>What the search leaves of the open items.</summary>
    public Listed<ItemListed> Items { get; private set; } = new([], 0);
    public IReadOnlyList<ReviewListed> Reviews { get; private set; } = [];
    public IReadOnlyList<TrackingReportListed> Reports { get; private set; } = [];

    public async Task<IActionResult> OnGet(string code, CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        await db.InTransaction(async tx =>
        {
            var list = await DepartmentList.Of(
                tx, visit.Sight, new ListFilter { Today = visit.Today }, (code, rules), stop);
            Department = list.Rows.SingleOrDefault();
            if (Department is null)
                return;
            Items = await ItemList.Of(tx, visit.Sight, filter, (null, null, code), stop);
            Reviews = await ReviewList.Of(tx, code, rules, stop);
            Reports = await TrackingReportList.Of(tx, code, stop);
        }, stop);
        return Department is null ? NotFound() : Listing.IsExport(this) ? AsCsv() : Page();
    }

    public Due DueOf(ItemListed item) => new(item.DueOn, item.DueExplanation, visit.Today)
    { IsOver = !ItemMoves.IsOwed(item.State) };

    public Due DueOf(TrackingReportListed report) => new(report.DueOn, report.DueExplanation, visit.Today)
    { IsOver = report.State != TrackingState.Owed };

    /// <summary>Whether it still counts; older ones only stand in the list.</summary>
    public bool IsRecentlyMissed(TrackingReportListed report) => report.State == TrackingState.Missed
        && ShanghaiTime.DateOf(report.StateSince) >= DepartmentList.CountsFrom(visit.Today);

    public static string Verdict(string verdict) => verdict switch
    {
        "Agreed" => "同意",
        "Disagreed" => "不同意",
        _ => "逾期未审",
    };

    private FileContentResult AsCsv() => CsvTable.Of(
        $"{Department!.Name}未办结问题", ["单位", "督导活动", "序号", "事实", "整改要求", "等级", "类型", "状态", "期限", "逾期天数"],
        Items.Rows.Select(item => (IEnumerable<string?>)
        [
            item.Unit, item.Campaign, $"{item.Number}", item.Fact, item.Requirement, Labels.Severity(item.Severity),
            Labels.RectificationType(item.Type), ItemMoves.Label(item.State),
            item.DueOn is { } due ? Shown.On(due) : null,
            item.DueOn is { } on && on < visit.Today && ItemMoves.IsOwed(item.State)
                ? $"{visit.Today.DayNumber - on.DayNumber}" : null,
        ]));
}
