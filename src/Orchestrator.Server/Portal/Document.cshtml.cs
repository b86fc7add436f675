using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>The Word file of a document, for whoever may read its case.</summary>
public sealed class DocumentModel(Database db, Visit visit) : PageModel
{
    public Task<IActionResult> OnGet(Guid id, CancellationToken stop) =>
        db.InTransaction<IActionResult>(async tx =>
        {
            if (await CaseDocuments.SubjectOf(tx, id, stop) is not { } subject
                || (await Cases.Read(tx, [subject], stop)).GetValueOrDefault(subject) is not { } found)
                return NotFound();
            var scope = await ReadScope.Of(tx, found, stop);
            if (visit.Official is not { } official || RightTable.Check(official, Act.ReadCases, scope) is not null)
                return Redirect("/error/403");
            return await CaseDocuments.File(tx, id, stop) is { } file ? Downloads.Of(file) : NotFound();
        }, stop);
}
