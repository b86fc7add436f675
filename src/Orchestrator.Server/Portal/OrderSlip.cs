using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>What the page of an order and its 签收单 and 办结单 say of it.</summary>
public static class OrderSlip
{
    /// <summary>Null where there is none that whoever is signed in may see.</summary>
    public static Task<OrderStory?> Read(Database db, Visit visit, Guid id, CancellationToken stop) =>
        db.InTransaction(tx => ReadOrderStory.Of(
            tx, visit.Sight, new ListFilter { Today = visit.Today }, id, stop), stop);

    /// <summary>The unit has the order.</summary>
    public static bool HasReceipt(OrderStory order) => order is { Course: not null, Receipt: not null };

    /// <summary>It was issued and has ended, in whatever way.</summary>
    public static bool HasClosure(OrderStory order) => order.Course?.EndedOn is not null;

    public static string Answered(OrderStory order) => order.Course?.AnsweredOn is { } on
        ? Shown.On(on) + Since(order.DaysToAnswer)
        : "尚未全部反馈";

    /// <summary>When and how it ended.</summary>
    public static string Ended(OrderStory order) => order.Course is { EndedOn: { } on, EndedBy: { } by }
        ? Shown.On(on) + "，" + Way(by) + Since(order.DaysToEnd)
        : "尚未办结";

    private static string Way(OrderTrigger by) => by switch
    {
        OrderTrigger.Escalate => "未办结，转二次督办",
        OrderTrigger.Withdraw => "撤回",
        _ => "办结",
    };

    private static string Since(int? days) => days switch
    {
        null => "",
        0 => "（签收当日）",
        _ => $"（自签收次日起第{days}日）",
    };
}
