using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.Orders;

/// <summary>One move of one order; the reason is written where the order ends with it.</summary>
public sealed record OrderMove(Guid Order, OrderTrigger Trigger)
{
    public string? EndReason { get; init; }

    /// <summary>With the issue, and only then: the number and who signed.</summary>
    public IssuedOrder? Issued { get; init; }
}

/// <param name="Document">The numbered document.</param>
/// <param name="On">The local date of the issue.</param>
/// <param name="SignedBy">As the audit names them.</param>
public sealed record IssuedOrder(Guid Document, DateOnly On, string SignedBy);

/// <summary>Moves orders through their table: the only writer of their state. Its process hears of its end.</summary>
public sealed class OrderSteps(WorkflowClient workflows, Obligations obligations)
{
    /// <summary>Null, or SU013 where the table has no such move.</summary>
    public async Task<Problem?> Move(Tx tx, OrderMove move, Step step, CancellationToken stop)
    {
        var state = Enum.Parse<OrderState>(await tx.QueryOne($"""
            SELECT state FROM supervision.supervisory_order WHERE id = {move.Order} FOR NO KEY UPDATE
            """, row => row.GetString(0), stop) ?? throw new InvalidOperationException($"no order {move.Order}"));
        if (OrderMoves.Next(state, move.Trigger) is not { } next)
            return OrderMoves.Refusal(state, move.Trigger);
        var ends = next is OrderState.Closed or OrderState.Voided or OrderState.Withdrawn or OrderState.Escalated;
        await tx.Execute($"""
            UPDATE supervision.supervisory_order
            SET state = {next.ToString()}, state_since = {step.At.ToUniversalTime()},
                ended_at = {(ends ? step.At.ToUniversalTime() : (DateTimeOffset?)null)},
                end_reason = {(ends ? move.EndReason ?? OrderMoves.Label(move.Trigger) : null)},
                document_id = coalesce({move.Issued?.Document}, document_id),
                issued_on = coalesce({move.Issued?.On}, issued_on),
                issued_at = CASE WHEN {move.Issued is not null} THEN {step.At.ToUniversalTime()} ELSE issued_at END,
                signed_by = coalesce({move.Issued?.SignedBy}, signed_by)
            WHERE id = {move.Order}
            """, stop);
        await Record(tx, (move, state, next), step, stop);
        if (move.Trigger == OrderTrigger.Answer)
            await obligations.PauseOrder(tx, move.Order, step.At, stop);
        else if (move.Trigger == OrderTrigger.ReturnAnswer)
            await obligations.ResumeOrder(tx, move.Order, step.At, stop);
        if (ends && state is not (OrderState.Draft or OrderState.PendingSign))
        {
            await obligations.FulfilOrder(tx, move.Order, step.At, stop);
            await Tell(tx, move, stop);
            foreach (var interview in await InterviewSteps.CancelOf(tx, move.Order, step, stop))
                await EndProcess(tx, interview, "二次督办单已结束", stop);
        }

        return null;
    }

    private static Task Record(
        Tx tx, (OrderMove Move, OrderState From, OrderState To) made, Step step, CancellationToken stop) =>
        AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = made.Move.Trigger.ToString(),
            Kind = CaseKind.SupervisoryOrder,
            Subject = made.Move.Order,
            Before = made.From.ToString(),
            After = made.To.ToString(),
            Detail = step.Detail,
        }], stop);

    /// <summary>The process of an object that needs none any more: whoever was to sign is no longer asked.</summary>
    public Task EndProcess(Tx tx, Guid order, string reason, CancellationToken stop) =>
        workflows.CancelFor(tx, [order], reason, stop);

    /// <summary>A process that still waits for the receipt would have the unit sign an order that has ended.</summary>
    private async Task Tell(Tx tx, OrderMove move, CancellationToken stop)
    {
        var isReceived = await tx.QueryOne(
            $"SELECT true FROM supervision.receipt WHERE subject_id = {move.Order}", row => row.GetBoolean(0), stop);
        if (isReceived)
            await workflows.Publish(
                tx, [new PublishedEvent("OrderEnded", move.Order.ToString(), Json.EmptyObject)], stop);
        else
            await EndProcess(tx, move.Order, move.EndReason ?? OrderMoves.Label(move.Trigger), stop);
    }
}
