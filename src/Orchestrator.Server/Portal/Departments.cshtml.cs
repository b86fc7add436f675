using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Server.Portal;

/// <summary>主管部门: how each follows the items of its units.</summary>
[ForHoldersOf(Act.ReadDepartments)]
public sealed class DepartmentsModel(Database db, RuleBook rules, Visit visit) : PageModel
{
    public Listed<DepartmentListed> List { get; private set; } = new([], 0);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await Listing.Read(
            visit, db, (tx, sight) => DepartmentList.Of(tx, sight, filter, (null, rules), stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    /// <summary>A tag's colour.</summary>
    public static string Tone(TrackingState state) => state switch
    {
        TrackingState.Filed => "good",
        TrackingState.Missed => "bad",
        _ => "blue",
    };

    private FileContentResult AsCsv() => CsvTable.Of(
        "主管部门", ["代码", "名称", "所属单位", "未办结问题", "其中逾期", "初审（最近12个月）", "平均用时（工作日）",
            "逾期未审（最近12个月）", "未报送月报（最近12个月）", "最近月报"],
        List.Rows.Select(one => (IEnumerable<string?>)
        [
            one.Code, one.Name, $"{one.Units}", $"{one.OpenItems}", $"{one.OverdueItems}", $"{one.Reviews.Given}",
            Shown.Days(one.Reviews.Average), $"{one.Reviews.Lapsed}", $"{one.MissedReports}",
            string.Join("；", one.Latest.Select(month => $"{month.Month}{TrackingMoves.Label(month.State)}")),
        ]));
}
