using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Orders;

/// <summary>签收督办单, signed, shown by a report, on paper, or deemed: the limit of the order starts here.</summary>
public sealed class ReceivedOrders(OrderSteps steps, Obligations obligations, LateParts parts, RuleBook rules)
{
    /// <summary>Null, or SU013 where the order was received before or has ended.</summary>
    public async Task<Problem?> Run(Tx tx, Arrival arrival, Step step, CancellationToken stop)
    {
        var subject = arrival.Subject;
        var deadline = await Limit(tx, arrival, stop);
        var move = new OrderMove(subject.Id, OrderTrigger.Acknowledge);
        var detail = Detail(arrival, deadline, await Signers.NameOf(tx, step.Actor, stop));
        if (await steps.Move(tx, move, step with { Detail = detail }, stop) is { } refusal)
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

    private async Task<Deadline> Limit(Tx tx, Arrival arrival, CancellationToken stop)
    {
        var order = arrival.Subject.Id;
        var days = await tx.QueryOne(
            $"SELECT limit_days FROM supervision.supervisory_order WHERE id = {order}", row => row.GetInt32(0), stop);
        var calendar = await rules.ReadCalendar(tx, arrival.Subject.Calendar, stop);
        return await OrderDates.AtReceipt(
            tx, order, OrderLimit.Due(new CalendarDays(days), arrival.On, calendar), stop);
    }

    /// <summary>What 按期办结 is counted from (invariant 11), and who it was: a contact may be another one later.</summary>
    private static JsonElement Detail(Arrival arrival, Deadline deadline, string by) => Json.Of(
    [
        KeyValuePair.Create("kind", Json.Of(arrival.Kind.ToString())),
        KeyValuePair.Create("by", Json.Of(by)),
        KeyValuePair.Create("receivedOn", JsonSerializer.SerializeToElement(arrival.On)),
        KeyValuePair.Create("dueOn", JsonSerializer.SerializeToElement(deadline.DueOn)),
        KeyValuePair.Create("explanation", Json.Of(deadline.Explanation)),
    ]);
}
