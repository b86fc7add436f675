using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>督办单: the list.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class OrdersModel(Database db, Visit visit) : PageModel
{
    public Listed<OrderListed> List { get; private set; } = new([], 0);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await Listing.Read(
            visit, db, (tx, sight) => OrderList.Of(tx, sight, filter, default, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public Due DueOf(OrderListed order) => new(order.DueOn, order.DueExplanation, visit.Today)
    { IsOver = !OrderMoves.IsRunning(order.State) };

    private FileContentResult AsCsv() => CsvTable.Of(
        "督办单", ["文号", "督导活动", "单位", "级别", "事由", "状态", "签发人", "签发日期", "期限", "期限推算"],
        List.Rows.Select(order => (IEnumerable<string?>)
        [
            order.Number, order.Campaign, order.Unit, Labels.OrderLevel(order.Level), order.Matter,
            OrderMoves.Label(order.State), order.SignedBy, order.IssuedOn is { } on ? Shown.On(on) : null,
            order.DueOn is { } due ? Shown.On(due) : null, order.DueExplanation,
        ]));
}
