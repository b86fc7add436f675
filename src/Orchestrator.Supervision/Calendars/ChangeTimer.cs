using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Calendars;

/// <summary>One published version of a profile, as its history shows it.</summary>
public sealed record ProfileChange(int Version, DateOnly EffectiveFrom, string By, string Reason);

/// <summary>
/// 修改期限: one number of a profile, as a new version of the whole. Cases that run keep theirs; only new ones follow.
/// </summary>
public sealed class ChangeTimer(Database db, RuleBook rules, BusinessClock clock)
{
    public sealed record Request
    {
        public required Actor Actor { get; init; }
        public required string Profile { get; init; }
        public required TimerId Timer { get; init; }
        public required ImmutableArray<int> Values { get; init; }
        public required string Reason { get; init; }
    }

    /// <summary>The new version, or AU010, CA010, CA011, CA013; then nothing has changed.</summary>
    public Task<(ProfileVersion? Version, Problem? Problem)> Run(Request request, CancellationToken stop) =>
        db.InTransaction<(ProfileVersion?, Problem?)>(async tx =>
        {
            await Hold(tx, request.Profile, stop);
            if (RightTable.Check(request.Actor, Act.ChangeTimers, new ScopeOf()) is { } forbidden)
                return (null, forbidden);
            if (await CurrentRules.Profile(tx, request.Profile, stop) is not { } current
                || await rules.ReadProfile(tx, current, stop) is not { } profile
                || !profile.Rules.TryGetValue(request.Timer, out var rule))
                return (null, new Problem("CA010", request.Timer.Value,
                    $"期限方案“{request.Profile}”没有{request.Timer}；请核对编号。"));
            if (Refusal(request, rule) is { } refusal)
                return (null, refusal);
            var now = clock.GetUtcNow();
            var changed = rule with
            { Values = request.Values, Version = rule.Version + 1, EffectiveFrom = ShanghaiTime.DateOf(now) };
            return (await PublishRules.Profile(
                tx, profile with { Rules = profile.Rules.SetItem(rule.Id, changed) },
                new RuleChange(request.Actor.Key, now, $"{rule.Id}（{rule.Name}）：{request.Reason.Trim()}"), stop), null);
        }, stop);

    /// <summary>Of two changes of a profile at once the second waits here, and then reads what the first wrote.
    /// </summary>
    internal static Task Hold(Tx tx, string profile, CancellationToken stop) =>
        tx.Execute($"SELECT pg_advisory_xact_lock(hashtextextended({profile}, 22))", stop);

    /// <summary>Newest first.</summary>
    public static Task<IReadOnlyList<ProfileChange>> History(Tx tx, string profile, CancellationToken stop) =>
        tx.Query($"""
            SELECT version, effective_from, changed_by, reason
            FROM supervision.deadline_profile
            WHERE name = {profile}
            ORDER BY version DESC
            LIMIT 100
            """, row => new ProfileChange(
                row.GetInt32(0), row.GetFieldValue<DateOnly>(1), row.GetString(2), row.GetString(3)), stop);

    /// <summary>True where one of the posts may change numbers of this class.</summary>
    public static bool May(Actor actor, TimerRule rule) => rule.Owner switch
    {
        RuleOwner.Nobody => false,
        RuleOwner.OfficeDirector => actor.Posts.Any(post => post.Role is Role.OfficeDirector or Role.Administrator),
        _ => actor.Posts.Any(post => post.Role == Role.Administrator),
    };

    private static Problem? Refusal(Request request, TimerRule rule) => request switch
    {
        _ when !May(request.Actor, rule) => new Problem("CA013", rule.Id.Value, rule.Owner == RuleOwner.Nobody
            ? $"{rule.Id}（{rule.Name}）由法律规定，任何人不能修改。"
            : $"{rule.Id}（{rule.Name}）的类别为{rule.Class.ToString().ToUpperInvariant()}，您的岗位不能修改；请由系统管理员办理。"),
        { Reason: var reason } when reason.Trim().Length is 0 or > 200 =>
            new Problem("CA013", "reason", "请写明修改理由（1至200个字）。"),
        _ => rule.CheckRange(request.Values),
    };
}
