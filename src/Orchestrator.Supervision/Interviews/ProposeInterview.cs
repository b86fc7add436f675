using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>
/// 提出约谈 (§8 L4): the director proposes, with the fact named, on one of the three grounds of art. 8; also after a
/// first order, and without any.
/// </summary>
public sealed class ProposeInterview(Database db, OpenInterviews interviews, Turn turn, BusinessClock clock)
{
    /// <param name="Inspection">The case of the unit.</param>
    /// <param name="Ground">Which ground of art. 8.</param>
    /// <param name="Fact">What happened; the notice says it.</param>
    public sealed record Request(Guid Inspection, InterviewGround Ground, string Fact);

    /// <summary>Null, or AU010, SU155 (one is under way), SU156 (no fact), SU157 (no such case).</summary>
    public Task<Problem?> Run(Request request, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(async tx =>
        {
            if (Reason.Check(request.Fact, "SU156", "fact", "提出约谈应写明事实；请补充后再提交。") is { } unsaid)
                return unsaid;
            var refusal = await Write(tx, request, Step.By(actor, clock.GetUtcNow()), stop);
            if (refusal is null)
                await turn.Advance(tx, stop);
            return refusal;
        }, stop);

    private async Task<Problem?> Write(Tx tx, Request request, Step step, CancellationToken stop)
    {
        await InspectionLock.Take(tx, [request.Inspection], stop);
        if ((await CaseRows.Read(tx, [request.Inspection], stop)).GetValueOrDefault(request.Inspection)
            is not { Kind: CaseKind.UnitInspection } subject)
            return new Problem("SU157", "inspection", "没有这个单位督导；请从督导活动重新进入。");
        if (RightTable.Check(step.Actor, Act.ProposeInterview, await ReadScope.Of(tx, subject, stop)) is { } forbidden)
            return forbidden;
        return await interviews.Propose(tx, new NewInterview
        {
            Subject = subject,
            Cause = InterviewCause.Proposed,
            Ground = request.Ground,
            Fact = request.Fact.Trim(),
        }, step, stop)
            ? null
            : new Problem("SU155", "inspection", "该单位在本次督导中已有尚未结束的约谈；请在原有约谈中办理。");
    }
}
