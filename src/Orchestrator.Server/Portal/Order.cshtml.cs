using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One 督办单.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class OrderModel(Database db, Visit visit) : PageModel
{
    public OrderStory? Story { get; private set; }

    public OrderListed Order => Story!.Order;

    public bool MayWithdraw => OrderMoves.IsRunning(Order.State) && visit.May(Act.WithdrawOrder);

    public Due Due => new(Order.DueOn, Order.DueExplanation, visit.Today)
    { IsOver = !OrderMoves.IsRunning(Order.State) };

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        Story = await OrderSlip.Read(db, visit, id, stop);
        return Story is null ? NotFound() : Page();
    }
}
