using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>
/// 审批延期: the first by the director, a second one only by the chair or a deputy. The new date, the ladder that
/// watches it and the letter M-16 are one transaction.
/// </summary>
public sealed class DecideExtension(Database db, ExtendedDates dates, Turn turn, BusinessClock clock)
{
    /// <param name="Item">Whose request.</param>
    /// <param name="Granted">False: the date stays.</param>
    /// <param name="Reason">Needed where it is refused.</param>
    public sealed record Request(Guid Item, bool Granted, string? Reason);

    /// <summary>Null, or AU010, SU020, SU023, SU025 to SU027.</summary>
    public Task<Problem?> Run(Request request, Actor actor, CancellationToken stop) =>
        db.InRetriedTransaction(async tx =>
        {
            var problem = await Decide(tx, request, Step.By(actor, clock.GetUtcNow()), stop);
            if (problem is null)
                await turn.Advance(tx, stop);
            return problem;
        }, stop);

    /// <summary>The same within a transaction that somebody else began; the caller advances.</summary>
    public async Task<Problem?> Decide(Tx tx, Request request, Step step, CancellationToken stop)
    {
        if (await ItemUnderExtension.Lock(tx, request.Item, stop) is not { } item)
            return ItemUnderExtension.Unknown(request.Item);
        if (item.Waiting is not { } waiting)
            return new Problem("SU027", "item", "该问题没有等待决定的延期申请，或已有人作出决定；请刷新页面。");
        var right = waiting.Ordinal > 1 ? Act.GrantSecondExtension : Act.GrantExtension;
        if (RightTable.Check(step.Actor, right, await ReadScope.Of(tx, item.Subject, stop)) is { } forbidden)
            return forbidden;
        var given = request.Granted && string.IsNullOrWhiteSpace(request.Reason) ? "同意" : request.Reason;
        if (Reason.Check(given, "SU025", "reason", "不予延期的，应写明理由；请补充后再提交。") is { } unsaid)
            return unsaid;
        if (request.Granted && await dates.Refusal(tx, item, stop) is { } never)
            return never;
        await dates.Write(tx, item, request, step, stop);
        return null;
    }
}
