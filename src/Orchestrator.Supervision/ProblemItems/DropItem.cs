using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>
/// 撤销问题 (§7): the director takes an item back, with reason and basis. Nothing is owed any more, orders lose it, its
/// process ends and the unit is told, in one transaction.
/// </summary>
public sealed class DropItem(Database db, DroppedItems dropped, Turn turn, BusinessClock clock)
{
    /// <param name="Item">Which problem; a part that was split off goes with it.</param>
    /// <param name="Reason">Why it was wrong to ask for it.</param>
    /// <param name="Basis">What that rests on: an objection, a decision, a rule.</param>
    public sealed record Request(Guid Item, string Reason, string Basis);

    /// <summary>Null, or AU010, SU012, SU028, SU029.</summary>
    public Task<Problem?> Run(Request request, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(async tx =>
        {
            const string Missing = "撤销问题应写明理由和依据；请补充后再提交。";
            if ((Reason.Check(request.Reason, "SU028", "reason", Missing)
                ?? Reason.Check(request.Basis, "SU028", "basis", Missing)) is { } unsaid)
                return unsaid;
            if (await dropped.Write(tx, request, Step.By(actor, clock.GetUtcNow()), stop) is { } refusal)
                return refusal;

            // The ladders end by themselves first: cancelled, they would take their orders with them.
            await turn.Advance(tx, stop);
            await dropped.EndProcesses(tx, request, stop);
            await turn.Advance(tx, stop);
            return null;
        }, stop);
}
