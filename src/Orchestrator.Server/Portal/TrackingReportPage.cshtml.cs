using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Server.Portal;

/// <summary>One 跟踪月报 as it was filed, and its files.</summary>
[ForHoldersOf(Act.ReadDepartments)]
public sealed class TrackingReportPageModel(Database db, Visit visit) : PageModel
{
    public TrackingSheet? Sheet { get; private set; }

    public Due Due => new(Sheet!.Report.DueOn, Sheet.Report.DueExplanation, visit.Today)
    { IsOver = Sheet.Report.State != TrackingState.Owed };

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        await db.InTransaction(async tx =>
        {
            if (await IsReadable(tx, id, stop))
                Sheet = await TrackingReportList.One(tx, id, stop);
        }, stop);
        return Sheet is null ? NotFound() : Page();
    }

    public Task<IActionResult> OnGetFile(Guid id, Guid file, CancellationToken stop) =>
        db.InTransaction<IActionResult>(async tx => await IsReadable(tx, id, stop)
            && await TrackingReportList.File(tx, id, file, stop) is { } found
                ? Downloads.Of(found)
                : NotFound(), stop);

    private async Task<bool> IsReadable(Tx tx, Guid id, CancellationToken stop) =>
        (await CaseRows.Read(tx, [id], stop)).GetValueOrDefault(id) is { Kind: CaseKind.TrackingReport } subject
        && RightTable.Check(visit.Actor, Act.ReadDepartments, await ReadScope.Of(tx, subject, stop)) is null;
}
