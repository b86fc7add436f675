using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Interviews;

/// <summary>One move of one interview; the reason is written where the interview ends with it.</summary>
public sealed record InterviewMove(Guid Interview, InterviewTrigger Trigger)
{
    public string? EndReason { get; init; }
}

/// <summary>Moves interviews through their table: the only writer of their state.</summary>
internal static class InterviewSteps
{
    private const string OrderEnded = "二次督办单已办结或者撤回，不再约谈";

    /// <summary>
    /// Locks the interview and asks the table: whoever takes a number for a move asks first, so that none is taken for
    /// one that is refused (SU150).
    /// </summary>
    public static async Task<Problem?> Hold(Tx tx, InterviewMove move, CancellationToken stop)
    {
        var state = await StateOf(tx, move.Interview, stop);
        return InterviewMoves.Next(state, move.Trigger) is null
            ? InterviewMoves.Refusal(state, move.Trigger)
            : null;
    }

    /// <summary>Null, or SU150 where the table has no such move.</summary>
    public static async Task<Problem?> Move(Tx tx, InterviewMove move, Step step, CancellationToken stop)
    {
        var state = await StateOf(tx, move.Interview, stop);
        if (InterviewMoves.Next(state, move.Trigger) is not { } next)
            return InterviewMoves.Refusal(state, move.Trigger);
        var ends = InterviewMoves.IsOver(next);
        await tx.Execute($"""
            UPDATE supervision.interview
            SET state = {next.ToString()}, state_since = {step.At.ToUniversalTime()},
                ended_at = {(ends ? step.At.ToUniversalTime() : (DateTimeOffset?)null)},
                end_reason = {(ends ? move.EndReason ?? InterviewMoves.Label(next) : null)}
            WHERE id = {move.Interview}
            """, stop);
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = move.Trigger.ToString(),
            Kind = CaseKind.Interview,
            Subject = move.Interview,
            Before = state.ToString(),
            After = next.ToString(),
            Detail = step.Detail,
        }], stop);
        return null;
    }

    /// <summary>
    /// The order that a proposal rests on has ended: what is not notified yet falls away, and nobody is escalated for
    /// what was put right (§8). Whoever calls ends the processes.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> CancelOf(Tx tx, Guid order, Step step, CancellationToken stop)
    {
        var proposed = await tx.Query($"""
            SELECT id FROM supervision.interview
            WHERE order_id = {order} AND state IN ('Proposed', 'Approved')
            ORDER BY id
            FOR NO KEY UPDATE
            """, row => row.GetGuid(0), stop);
        var detail = Json.Of([KeyValuePair.Create("explanation", Json.Of(OrderEnded))]);
        foreach (var one in proposed)
            await Move(tx, new InterviewMove(one, InterviewTrigger.Cancel) { EndReason = OrderEnded },
                step with { Detail = detail }, stop);
        return proposed;
    }

    private static async Task<InterviewState> StateOf(Tx tx, Guid interview, CancellationToken stop) =>
        Enum.Parse<InterviewState>(await tx.QueryOne($"""
            SELECT state FROM supervision.interview WHERE id = {interview} FOR NO KEY UPDATE
            """, row => row.GetString(0), stop) ?? throw new InvalidOperationException($"no interview {interview}"));
}
