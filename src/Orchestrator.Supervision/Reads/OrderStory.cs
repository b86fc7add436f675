using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>A numbered paper that an order led to.</summary>
/// <param name="Id">Of the second order, or of the document.</param>
/// <param name="Number">文号.</param>
public sealed record OrderSequel(Guid Id, string Number);

/// <summary>One order: what it lists, who signed for it, how it went and how it ended.</summary>
public sealed record OrderStory
{
    public required OrderListed Order { get; init; }
    public required IReadOnlyList<OrderItemListed> Items { get; init; }

    /// <summary>Null while nobody signed for it.</summary>
    public OrderReceived? Receipt { get; init; }

    /// <summary>Null before the issue.</summary>
    public OrderCourse? Course { get; init; }

    /// <summary>Null before the issue.</summary>
    public OrderFate? Fate { get; init; }

    /// <summary>Calendar days from the receipt, which is not counted, to the answer that stands; null before.</summary>
    public int? DaysToAnswer => Course?.AnsweredOn?.DayNumber - Receipt?.On.DayNumber;

    /// <summary>Calendar days from the receipt, which is not counted, to the end; null before.</summary>
    public int? DaysToEnd => Course?.EndedOn?.DayNumber - Receipt?.On.DayNumber;

    /// <summary>Issued second orders that list what this one held.</summary>
    public required IReadOnlyList<OrderSequel> SecondOrders { get; init; }

    /// <summary>撤回说明; null where it was not withdrawn.</summary>
    public OrderSequel? WithdrawalNote { get; init; }
}

/// <summary>Reads the story of one order.</summary>
public static class ReadOrderStory
{
    /// <summary>Null where there is no such order that the reader may see.</summary>
    public static async Task<OrderStory?> Of(
        Tx tx, Sight sight, ListFilter filter, Guid id, CancellationToken stop)
    {
        if (await OrderList.Of(tx, sight, filter, (id, null), stop) is not { Rows: [var order] })
            return null;
        var judged = (await OrderRates.Of(tx, sight, (null, null, id), filter.Today, stop)).SingleOrDefault();
        return new OrderStory
        {
            Order = order,
            Items = await OrderList.Items(tx, id, stop),
            Receipt = (await OrderReceipts.Of(tx, [id], stop)).GetValueOrDefault(id),
            Course = judged?.Course,
            Fate = judged?.Fate,
            SecondOrders = await SecondOrders(tx, id, stop),
            WithdrawalNote = await WithdrawalNote(tx, id, stop),
        };
    }

    private static Task<IReadOnlyList<OrderSequel>> SecondOrders(Tx tx, Guid first, CancellationToken stop) =>
        tx.Query($"""
            SELECT second.id, document.number
            FROM supervision.supervisory_order AS second
            JOIN supervision.document AS document ON document.id = second.document_id
            WHERE second.level = 'Second' AND EXISTS (
                  SELECT FROM supervision.order_item AS urged
                  JOIN supervision.order_item AS held ON held.item_id = urged.item_id
                  WHERE urged.order_id = second.id AND held.order_id = {first} AND held.outcome = 'Escalated')
            ORDER BY second.issued_at
            """, row => new OrderSequel(row.GetGuid(0), row.GetString(1)), stop);

    private static Task<OrderSequel?> WithdrawalNote(Tx tx, Guid order, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, number FROM supervision.document WHERE subject_id = {order} AND kind = 'OrderWithdrawal'
        """, row => (OrderSequel?)new OrderSequel(row.GetGuid(0), row.GetString(1)), stop);
}
