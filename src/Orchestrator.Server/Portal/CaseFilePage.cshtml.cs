using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>佐证材料 as a download, for whoever may read its case; never a page.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class CaseFilePageModel(Database db, Visit visit) : PageModel
{
    public Task<IActionResult> OnGet(Guid id, Guid file, CancellationToken stop) =>
        db.InTransaction<IActionResult>(async tx =>
        {
            if (await CaseFiles.Find(tx, id, file, stop) is not { } found)
                return NotFound();
            var subject = (await CaseRows.Read(tx, [found.Subject], stop))[found.Subject];
            var scope = await ReadScope.Of(tx, subject, stop);
            return RightTable.Check(visit.Actor, Act.ReadCases, scope) is null
                && await CaseFiles.Content(tx, found, stop) is { } sent
                    ? Downloads.Of(sent)
                    : NotFound();
        }, stop);
}
