using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Tracking;

/// <summary>What a department hands in.</summary>
public sealed record FiledTracking
{
    /// <summary>指导督促: what the department did.</summary>
    public required string Guidance { get; init; }

    /// <summary>需要协调的问题.</summary>
    public string? Coordination { get; init; }
    public required string NextSteps { get; init; }
    public required TrackingList List { get; init; }
}

/// <summary>Moves tracking reports through their table: the only writer of their state.</summary>
internal static class TrackingSteps
{
    public static async Task<Problem?> File(
        Tx tx, Guid report, FiledTracking filed, Step step, CancellationToken stop)
    {
        if (await Move(tx, report, TrackingTrigger.File, step, stop) is { } refusal)
            return refusal;
        await tx.Execute($"""
            UPDATE supervision.tracking_report
            SET state = {nameof(TrackingState.Filed)}, state_since = {step.At.ToUniversalTime()},
                filed_by = {step.Actor.Key}, guidance = {filed.Guidance}, coordination = {filed.Coordination},
                next_steps = {filed.NextSteps}, list = {filed.List.ToJson()}::jsonb
            WHERE id = {report}
            """, stop);
        return null;
    }

    public static async Task<Problem?> Miss(Tx tx, Guid report, Step step, CancellationToken stop)
    {
        if (await Move(tx, report, TrackingTrigger.Miss, step, stop) is { } refusal)
            return refusal;
        await tx.Execute($"""
            UPDATE supervision.tracking_report
            SET state = {nameof(TrackingState.Missed)}, state_since = {step.At.ToUniversalTime()}
            WHERE id = {report}
            """, stop);
        return null;
    }

    /// <summary>Locks, asks the table, audits; whoever called writes. SU095 where there is no such move.</summary>
    private static async Task<Problem?> Move(
        Tx tx, Guid report, TrackingTrigger trigger, Step step, CancellationToken stop)
    {
        var state = Enum.Parse<TrackingState>(await tx.QueryOne($"""
            SELECT state FROM supervision.tracking_report WHERE id = {report} FOR NO KEY UPDATE
            """, row => row.GetString(0), stop) ?? throw new InvalidOperationException($"no report {report}"));
        if (TrackingMoves.Next(state, trigger) is not { } next)
            return TrackingMoves.Refusal(state, trigger);
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = trigger.ToString(),
            Kind = CaseKind.TrackingReport,
            Subject = report,
            Before = state.ToString(),
            After = next.ToString(),
            Detail = step.Detail,
        }], stop);
        return null;
    }
}
