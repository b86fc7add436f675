using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Orders;

/// <summary>签收督办单, signed, shown by a report, on paper, or deemed: the limit of the order starts here.</summary>
public sealed class ReceivedOrders(OrderSteps steps, Obligations obligations, LateParts parts, RuleBook rules)
{
    /// <summary>Null, or SU013 where the order was received before or has ended.</summary>
    public async Task<Problem?> Run(Tx tx, Arrival arrival, Step step, CancellationToken stop)
    {
        var subject = arrival.Subject;
        if (await steps.Move(tx, new OrderMove(subject.Id, OrderTrigger.Acknowledge), step, stop) is { } refusal)
            return refusal;
        var receipt = (await Receipt.Write(tx, [new Receipt
        {
            Id = Guid.CreateVersion7(step.At),
            Subject = subject,
            Document = ReceivedDocument.Order,
            Kind = arrival.Kind,
            On = arrival.On,
            RecordedBy = step.Actor.Key,
            At = step.At,
        }], stop))[0];
        var days = await tx.QueryOne(
            $"SELECT limit_days FROM supervision.supervisory_order WHERE id = {subject.Id}",
            row => row.GetInt32(0), stop);
        var calendar = await rules.ReadCalendar(tx, subject.Calendar, stop);
        var deadline = await OrderDates.AtReceipt(
            tx, subject.Id, OrderLimit.Due(new CalendarDays(days), arrival.On, calendar), stop);
        await tx.Execute($"""
            UPDATE supervision.supervisory_order
            SET due_on = {deadline.DueOn}, due_explanation = {deadline.Explanation}
            WHERE id = {subject.Id}
            """, stop);
        await parts.GiveLimit(tx, [subject.Id], step.At, stop);
        await obligations.Begin(tx, [new NewObligation
        {
            Id = Guid.CreateVersion7(step.At),
            Duty = Duty.OrderAnswer,
            Subject = subject,
            Order = subject.Id,
            Receipt = receipt.Id,
            ReceivedOn = arrival.On,
            Deadline = deadline,
            Now = step.At,
        }], stop);
        return null;
    }
}
