using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// 撤回督办单 (§8): the director takes back an order that was wrongly issued. A note is numbered and filled, everybody
/// who got the order is told; the items stay as they are and owe no answer to the order.
/// </summary>
public sealed class WithdrawOrder(Database db, WithdrawnOrders withdrawn, Turn turn, BusinessClock clock)
{
    /// <param name="Order">Which order; it must be running.</param>
    /// <param name="Reason">Why it was wrong to issue it; stands in the note.</param>
    public sealed record Request(Guid Order, string Reason);

    /// <summary>Null, or AU010, SU013, SU015, SU016.</summary>
    public Task<Problem?> Run(Request request, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(async tx =>
        {
            if (Reason.Check(request.Reason, "SU015", "reason", "撤回应写明理由；请补充后再提交。") is { } unsaid)
                return unsaid;
            var refusal = await withdrawn.Write(tx, request, Step.By(actor, clock.GetUtcNow()), stop);
            if (refusal is null)
                await turn.Advance(tx, stop);
            return refusal;
        }, stop);
}
