using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>督办单: the list, and how all that whoever looks may see went.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class OrdersModel(Database db, Visit visit) : PageModel
{
    private IReadOnlyList<OrderJudged> judged = [];
    private IReadOnlyDictionary<Guid, OrderReceived> receipts = ImmutableDictionary<Guid, OrderReceived>.Empty;

    public Listed<OrderListed> List { get; private set; } = new([], 0);

    public OrderCount Count => OrderCount.Of(judged);

    public IReadOnlyList<OrderRate> ByCampaign => OrderRates.ByCampaign(judged);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await Listing.Read(visit, db, async (tx, sight) =>
        {
            judged = await OrderRates.Of(tx, sight, (filter.Campaign, null, null), visit.Today, stop);
            var list = await OrderList.Of(tx, sight, filter, default, stop);
            receipts = await OrderReceipts.Of(tx, list.Rows.Select(order => order.Id), stop);
            return list;
        }, stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public Due DueOf(OrderListed order) => new(order.DueOn, order.DueExplanation, visit.Today)
    { IsOver = !OrderMoves.IsRunning(order.State) };

    private FileContentResult AsCsv()
    {
        var known = judged.ToDictionary(order => order.Id);
        return CsvTable.Of(
            "督办单",
            [
                "文号", "督导活动", "单位", "级别", "事由", "状态", "签发人", "签发日期", "期限", "期限推算",
                "签收日期", "签收方式", "反馈日期", "结束日期", "结束原因", "是否按期",
            ],
            List.Rows.Select(order => Row(
                order, receipts.GetValueOrDefault(order.Id), known.GetValueOrDefault(order.Id))));
    }

    private static IEnumerable<string?> Row(OrderListed order, OrderReceived? receipt, OrderJudged? judged) =>
    [
        order.Number, order.Campaign, order.Unit, Labels.OrderLevel(order.Level), order.Matter,
        OrderMoves.Label(order.State), order.SignedBy, On(order.IssuedOn), On(order.DueOn), order.DueExplanation,
        On(receipt?.On), receipt is null ? null : Labels.Of(receipt.Kind), On(judged?.Course.AnsweredOn),
        On(judged?.Course.EndedOn), Labels.OrderEnd(order.EndReason), judged is null ? null : Labels.Of(judged.Fate),
    ];

    private static string? On(DateOnly? date) => date is { } on ? Shown.On(on) : null;
}
