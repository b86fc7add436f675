using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Operations;

/// <summary>演练邮件: an administrator says for whom mail really leaves in training, and for whom no longer.</summary>
public sealed class AllowMail(Database db, BusinessClock clock)
{
    /// <summary>Null when mail leaves for it from now on, or AU010, AP011, RT214.</summary>
    /// <param name="pattern">An address, or a domain as <c>@b.cn</c>.</param>
    /// <param name="actor">An administrator.</param>
    /// <param name="stop">Stops it.</param>
    public Task<Problem?> Allow(string pattern, Actor actor, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var problem = Refusal(actor) ?? await AllowedAddresses.Allow(tx, pattern, actor.Key, stop);
        if (problem is null)
            await Entry("AllowMail", pattern, actor).Write(tx, stop);
        return problem;
    }, stop);

    /// <summary>Null when mail leaves for it no longer, or AU010, AP011, AP004 (it was not on the list).</summary>
    /// <param name="pattern">As it stands in the list.</param>
    /// <param name="actor">An administrator.</param>
    /// <param name="stop">Stops it.</param>
    public Task<Problem?> Remove(string pattern, Actor actor, CancellationToken stop) => db.InTransaction(async tx =>
    {
        if (Refusal(actor) is { } refused)
            return refused;
        if (await AllowedAddresses.Remove(tx, pattern, stop) == 0)
            return new Problem("AP004", "pattern", $"“{pattern}”不在允许的地址之列，可能已经移除；请刷新后查看。");
        await Entry("RemoveAllowedMail", pattern, actor).Write(tx, stop);
        return null;
    }, stop);

    private Problem? Refusal(Actor actor) => RightTable.Check(actor, Act.ManageUsers, new ScopeOf())
        ?? (clock.IsTraining ? null : new Problem("AP011", "pattern",
            "这是正式环境，邮件本来就发往每个收件人，没有允许的地址可改。只有演练环境的数据库才需要。"));

    // A district has one list, and it has no id.
    private static OperatorAct Entry(string act, string pattern, Actor actor) => new()
    {
        Actor = actor.Key,
        Act = act,
        Kind = OperatorSubject.AllowedMail,
        Subject = Guid.Empty,
        Detail = Json.Of([KeyValuePair.Create("pattern", Json.Of(pattern.Trim()))]),
    };
}
