using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>单位 with their contacts.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class UnitsModel(Database db, Visit visit) : PageModel
{
    public Listed<UnitListed> List { get; private set; } = new([], 0);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await Listing.Read(
            visit, db, (tx, sight) => UnitList.Of(tx, sight, filter, null, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    private FileContentResult AsCsv() => CsvTable.Of(
        "单位", ["代码", "名称", "类别", "主管部门", "负责人", "负责人邮箱", "联络员", "联络员邮箱", "电话", "未办结问题"],
        List.Rows.Select(unit => (IEnumerable<string?>)
        [
            unit.Code, unit.Name, Labels.UnitCategory(unit.Category), unit.SupervisedBy, unit.Head?.Name,
            unit.Head?.Email, unit.Liaison?.Name, unit.Liaison?.Email, unit.Liaison?.Phone, $"{unit.OpenItems}",
        ]));
}
