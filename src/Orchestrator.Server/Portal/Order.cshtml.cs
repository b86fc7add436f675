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
    public OrderListed? Order { get; private set; }
    public IReadOnlyList<OrderItemListed> Items { get; private set; } = [];

    public bool MayWithdraw => OrderMoves.IsRunning(Order!.State) && visit.May(Act.WithdrawOrder);

    public Due Due => new(Order!.DueOn, Order.DueExplanation, visit.Today)
    { IsOver = !OrderMoves.IsRunning(Order.State) };

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today };
        var list = await Listing.Read(visit, db, async (tx, sight) =>
        {
            Items = await OrderList.Items(tx, id, stop);
            return await OrderList.Of(tx, sight, filter, (id, null), stop);
        }, stop);
        Order = list.Rows.SingleOrDefault();
        return Order is null ? NotFound() : Page();
    }
}
