using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>
/// 调整督导小组 (E-13): from the approved scheme to the last opinion letter. The new team must stand as invariant 8 wants
/// it; what the old one recorded stays, and what its leader was asked goes to the new one.
/// </summary>
public sealed class ChangeTeam(Database db, TeamLetter told, TaskOwners owners, BusinessClock clock)
{
    /// <param name="Campaign">Which campaign.</param>
    /// <param name="Leader">The code of an inspector.</param>
    /// <param name="Members">Codes of the others; the leader may be among them.</param>
    /// <param name="Reason">Stands in the audit and in the letter to the team.</param>
    public sealed record Request(Guid Campaign, string Leader, ImmutableArray<string> Members, string Reason);

    /// <summary>Null, or AU010, SU010, SU015, SU016, SU032, SU036; then nothing has changed.</summary>
    public async Task<Problem?> Run(Request request, Actor actor, CancellationToken stop)
    {
        try
        {
            // The team is replaced before its rule can be asked: a refusal takes it back.
            await db.InRetriedTransaction(async tx =>
                await Write(tx, request, Step.By(actor, clock.GetUtcNow()), stop) is { } refusal
                    ? throw new RefusedException(refusal)
                    : true, stop);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Problem;
        }
    }

    private async Task<Problem?> Write(Tx tx, Request request, Step step, CancellationToken stop)
    {
        if ((await CaseRows.Read(tx, [request.Campaign], stop)).GetValueOrDefault(request.Campaign)
            is not { Kind: CaseKind.InspectionCampaign } subject)
            return new Problem("SU016", "campaign", "没有这项督导活动；请从督导活动清单重新进入。");
        if (RightTable.Check(step.Actor, Act.ChangeTeam, await ReadScope.Of(tx, subject, stop)) is { } forbidden)
            return forbidden;
        if (Reason.Check(request.Reason, "SU015", "reason", "调整应写明理由；请补充后再提交。") is { } unsaid)
            return unsaid;
        ImmutableArray<string> named = [request.Leader, .. request.Members.IsDefault ? [] : request.Members];
        var known = (await TeamRule.Choices(tx, stop)).Select(one => one.Value).ToHashSet(StringComparer.Ordinal);
        var strangers = named.Where(code => code is null || !known.Contains(code)).ToList();
        if (strangers.Count > 0)
            return new Problem("SU032", strangers[0] == request.Leader ? "leader" : "members",
                $"没有督学“{strangers[0]}”，或其已退出；请核对编号。");

        // Of two at once the second waits here: it replaces what the first named.
        await CampaignSteps.Hold(tx, request.Campaign, stop);
        var before = await TeamRule.Read(tx, request.Campaign, stop);
        await CampaignRows.ReplaceTeam(tx, request.Campaign, named, stop);
        var after = await TeamRule.Read(tx, request.Campaign, stop);
        step = step with { Detail = Detail(request.Reason.Trim(), before, after) };
        var refusal = await CampaignSteps.Move(tx, request.Campaign, CampaignTrigger.ReplaceTeam, step, stop)
            ?? await TeamRule.Refusal(tx, request.Campaign, stop);
        if (refusal is not null)
            return refusal;
        foreach (var owner in await LeaderTasks.Follow(tx, subject.Campaign, step.Actor.Key, stop))
            await owners.Settle(tx, owner, (step.Actor.Key, "调整督导小组"), stop);
        await told.Send(tx, subject, step, stop);
        return null;
    }

    private static JsonElement Detail(
        string reason, IReadOnlyList<TeamMember> before, IReadOnlyList<TeamMember> after) => Json.Of(
        [
            KeyValuePair.Create("reason", Json.Of(reason)),
            KeyValuePair.Create("before", Json.Of(string.Join('、', before.Select(one => one.Name)))),
            KeyValuePair.Create("after", Json.Of(string.Join('、', after.Select(one => one.Name)))),
        ]);

    private sealed class RefusedException(Problem problem) : Exception
    {
        public Problem Problem => problem;
    }
}
