using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>办结单: how and when an order ended, item by item, as a page that prints; only once it has.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class OrderClosurePageModel(Database db, Visit visit) : PageModel
{
    public OrderStory? Story { get; private set; }

    public DateOnly Today => visit.Today;

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        Story = await OrderSlip.Read(db, visit, id, stop);
        return Story is not null && OrderSlip.HasClosure(Story) ? Page() : NotFound();
    }
}
