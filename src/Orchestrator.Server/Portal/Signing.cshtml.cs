using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>签批: the tasks that end in a signature.</summary>
public sealed class SigningModel(Database db, Visit visit) : PageModel
{
    public TaskTable List { get; private set; } = TaskTable.Nothing;

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        List = await TaskTable.Read((this, visit, db), TaskList.Signatures, stop);
        return Listing.IsExport(this) ? List.AsCsv("签批") : Page();
    }
}
