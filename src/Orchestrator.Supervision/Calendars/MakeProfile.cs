using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Calendars;

/// <summary>
/// 另立期限方案: a copy of another under a name of its own, for campaigns that name it. Its numbers then change one by
/// one, within their ranges, like those of any other (docs/adr/0006).
/// </summary>
public sealed class MakeProfile(Database db, RuleBook rules, BusinessClock clock)
{
    private const int LongestName = 30;

    /// <param name="Actor">Whoever may change numbers.</param>
    /// <param name="Name">Chinese, as campaigns name it.</param>
    /// <param name="From">The profile whose newest version is copied.</param>
    /// <param name="Reason">Stands in its history.</param>
    public sealed record Request(Actor Actor, string Name, string From, string Reason);

    /// <summary>Its first version, or AU010, CA010, CA012; then nothing has changed.</summary>
    public Task<(ProfileVersion? Version, Problem? Problem)> Run(Request request, CancellationToken stop) =>
        db.InTransaction<(ProfileVersion?, Problem?)>(async tx =>
        {
            var name = request.Name.Trim();
            await ChangeTimer.Hold(tx, name, stop);
            if (RightTable.Check(request.Actor, Act.ChangeTimers, new ScopeOf()) is { } forbidden)
                return (null, forbidden);
            if (Refusal(name, request.Reason.Trim()) is { } refusal)
                return (null, refusal);
            if (await CurrentRules.Profile(tx, name, stop) is not null)
                return (null, Refused("name", $"已有期限方案“{DeadlineProfile.LabelOf(name)}”"));
            if (await CurrentRules.Profile(tx, request.From, stop) is not { } source)
                return (null, new Problem("CA010", "from", $"没有期限方案“{request.From}”；请核对名称。"));
            var copy = await rules.ReadProfile(tx, source, stop) with { Version = new ProfileVersion(name, 1) };
            var why = $"由“{DeadlineProfile.LabelOf(source.Name)}”第{source.Number}版另立：{request.Reason.Trim()}";
            return (await PublishRules.Profile(
                tx, copy, new RuleChange(request.Actor.Key, clock.GetUtcNow(), why), stop), null);
        }, stop);

    private static Problem? Refusal(string name, string reason) => (name, reason) switch
    {
        ({ Length: 0 or > LongestName }, _) => Refused("name", $"方案名称应为1至{LongestName}个字"),
        _ when name.Any(one => char.IsControl(one) || one is '/' or '\\')
            || name == DeadlineProfile.LabelOf(DeadlineProfile.StandardName) =>
            Refused("name", $"“{name}”不能用作方案名称"),
        (_, { Length: 0 or > 200 }) => Refused("reason", "请写明另立的理由（1至200个字）"),
        _ => null,
    };

    private static Problem Refused(string where, string sentence) =>
        new("CA012", where, sentence + "；请改正后重新提交，没有另立。");
}
