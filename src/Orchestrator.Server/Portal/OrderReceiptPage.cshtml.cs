using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>签收单: who signed for an order, when and how, as a page that prints; only once somebody did.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class OrderReceiptPageModel(Database db, Visit visit) : PageModel
{
    public OrderStory? Story { get; private set; }

    public DateOnly Today => visit.Today;

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        Story = await OrderSlip.Read(db, visit, id, stop);
        return Story is not null && OrderSlip.HasReceipt(Story) ? Page() : NotFound();
    }
}
