using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>签批: the tasks that end in a signature, and the extensions that wait for a decision.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class SigningModel(Database db, Visit visit) : PageModel
{
    public TaskTable List { get; private set; } = TaskTable.Nothing;

    /// <summary>Those that this person may decide.</summary>
    public IReadOnlyList<ExtensionListed> Extensions { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        List = await TaskTable.Read((this, visit, db), (TaskList.Signatures, null), stop);
        Extensions = [.. (await db.InTransaction(tx => ExtensionList.Waiting(tx, visit.Sight, stop), stop))
            .Where(one => visit.May(one.Ordinal > 1 ? Act.GrantSecondExtension : Act.GrantExtension))];
        return Listing.IsExport(this) ? List.AsCsv("签批") : Page();
    }
}
