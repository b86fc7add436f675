using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>A move somebody or the clock makes, as it will stand in the audit.</summary>
/// <param name="Actor">Who.</param>
/// <param name="At">The business clock, UTC.</param>
/// <param name="Detail">What else a reader needs years later.</param>
public sealed record Step(Actor Actor, DateTimeOffset At, JsonElement Detail)
{
    public static Step By(Actor actor, DateTimeOffset at) => new(actor, at, Json.EmptyObject);
}

/// <summary>Moves campaigns through their table: the only writer of their state.</summary>
internal static class CampaignSteps
{
    /// <summary>Locks the campaign, and says where it stands.</summary>
    public static async Task<CampaignState> Hold(Tx tx, Guid campaign, CancellationToken stop) =>
        Enum.Parse<CampaignState>(await tx.QueryOne($"""
            SELECT state FROM supervision.campaign WHERE id = {campaign} FOR UPDATE
            """, row => row.GetString(0), stop) ?? throw new InvalidOperationException($"no campaign {campaign}"));

    /// <summary>Locks, asks the table, writes, audits. SU010 where there is no such move.</summary>
    public static async Task<Problem?> Move(
        Tx tx, Guid campaign, CampaignTrigger trigger, Step step, CancellationToken stop)
    {
        var state = await Hold(tx, campaign, stop);
        if (CampaignMoves.Next(state, trigger) is not { } next)
            return CampaignMoves.Refusal(state, trigger);
        await tx.Execute($"""
            UPDATE supervision.campaign
            SET state = {next.ToString()},
                state_since = CASE WHEN state = {next.ToString()} THEN state_since ELSE {step.At.ToUniversalTime()} END
            WHERE id = {campaign}
            """, stop);
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = trigger.ToString(),
            Kind = CaseKind.InspectionCampaign,
            Subject = campaign,
            Before = state.ToString(),
            After = next.ToString(),
            Detail = step.Detail,
        }], stop);
        return null;
    }
}
