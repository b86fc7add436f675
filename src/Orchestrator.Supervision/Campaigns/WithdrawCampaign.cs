using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>
/// 撤回督导活动 (§5.2, E-11): until the first on-site day. Units that were notified are told (M-03) and cancelled; a unit
/// that has its opinion letter keeps it, with everything that follows from it.
/// </summary>
public sealed class WithdrawCampaign(Database db, WithdrawnCampaigns withdrawn, Turn turn, BusinessClock clock)
{
    /// <param name="Campaign">Which campaign.</param>
    /// <param name="Reason">Stands in the letter to the units.</param>
    public sealed record Request(Guid Campaign, string Reason);

    /// <summary>Null, or AU010, SU010, SU015, SU016.</summary>
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
