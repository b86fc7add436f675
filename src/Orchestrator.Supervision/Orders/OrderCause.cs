using System.Diagnostics;

namespace Orchestrator.Supervision.Orders;

/// <summary>Why an order lists an item (§8, L2 and L3).</summary>
public enum OrderCause { NoFirstReport, NothingReceived, NotRectified, PartialAfterDue, Critical, OrderMissed }

/// <summary>What follows from the causes of an order's items.</summary>
public static class OrderCauses
{
    /// <summary>A fact and no judgement: such an order may go out by itself (§8 L2 (a)).</summary>
    public static bool IsFact(OrderCause cause) => cause is OrderCause.NoFirstReport or OrderCause.NothingReceived;

    /// <summary>督办事项 of an order that lists items for these causes.</summary>
    public static string Matter(IEnumerable<OrderCause> causes) =>
        string.Join('；', causes.Order().Select(Words).Distinct());

    private static string Words(OrderCause cause) => cause switch
    {
        OrderCause.NoFirstReport => "未按期报送整改情况",
        OrderCause.NothingReceived or OrderCause.OrderMissed => "逾期未完成问题整改",
        OrderCause.NotRectified => "整改不到位",
        OrderCause.PartialAfterDue => "部分整改，逾期未完成",
        OrderCause.Critical => "重大问题限期整改",
        _ => throw new UnreachableException($"no words for {cause}"),
    };
}
