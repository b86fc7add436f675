using System.Text.Json.Serialization;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Reads;

/// <summary>在办, 按期办结, 逾期 (or not put right, and followed by a second order), 撤回.</summary>
public enum OrderFate { Running, OnTime, Late, Withdrawn }

/// <summary>An entry of the audit about one order.</summary>
/// <param name="Trigger">Null where its limit was moved.</param>
/// <param name="On">The local date.</param>
/// <param name="DueOn">The limit that the receipt set, or that it was moved to.</param>
public readonly record struct OrderEvent(OrderTrigger? Trigger, DateOnly On, DateOnly? DueOn)
{
    /// <summary>Of an answer or an end: the day of the last report on what was not dropped; null: none.</summary>
    public DateOnly? ReportedOn { get; init; }
}

/// <summary>
/// How an issued order went, folded from what the audit, which nobody can change, says of it. The answer that stands is
/// what counts, and the limit that was in force when it came: one that was returned counts for nothing, and an office
/// that takes long makes nobody late. Pure.
/// </summary>
public sealed record OrderCourse
{
    /// <summary>办结时限; null before the receipt.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>The day on which the last of what it lists was reported; null before, and where a report was returned.
    /// </summary>
    public DateOnly? AnsweredOn { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateOnly? EndedOn { get; init; }

    /// <summary>Close, Escalate or Withdraw; null while it runs.</summary>
    public OrderTrigger? EndedBy { get; init; }

    /// <summary>True where everything it listed was dropped: it says nothing about the unit.</summary>
    [JsonIgnore]
    public bool IsDropped { get; init; }

    [JsonIgnore]
    public bool IsAnsweredLate { get; init; }

    public static OrderCourse Of(IEnumerable<OrderEvent> events, bool isDropped) =>
        events.Aggregate(new OrderCourse { IsDropped = isDropped }, (course, one) => course.After(one));

    /// <param name="today">The local date: a limit before it and no answer is late.</param>
    public OrderFate Fate(DateOnly today) => EndedBy switch
    {
        OrderTrigger.Withdraw => OrderFate.Withdrawn,
        OrderTrigger.Close when IsDropped => OrderFate.Withdrawn,
        OrderTrigger.Escalate => OrderFate.Late,
        _ when AnsweredOn is not null && IsAnsweredLate => OrderFate.Late,
        OrderTrigger.Close => OrderFate.OnTime,
        _ => AnsweredOn is null && today > DueOn ? OrderFate.Late : OrderFate.Running,
    };

    private OrderCourse After(OrderEvent one) => one.Trigger switch
    {
        OrderTrigger.Acknowledge => this with { DueOn = one.DueOn },

        // Before the receipt it is the date of a signature or of a call that moves.
        null => DueOn is null ? this : this with { DueOn = one.DueOn },
        OrderTrigger.Answer => AnsweredBy(one),
        OrderTrigger.ReturnAnswer => this with { AnsweredOn = null },
        OrderTrigger.Close => (AnsweredOn is null ? AnsweredBy(one) : this) with
        {
            EndedOn = one.On,
            EndedBy = one.Trigger,
        },
        OrderTrigger.Escalate or OrderTrigger.Withdraw => this with { EndedOn = one.On, EndedBy = one.Trigger },
        _ => this,
    };

    /// <summary>What the office drops after the limit may be what answers an order: the unit answered by its reports.
    /// </summary>
    private OrderCourse AnsweredBy(OrderEvent one)
    {
        var on = one.ReportedOn ?? one.On;
        return this with { AnsweredOn = on, IsAnsweredLate = on > DueOn };
    }
}
