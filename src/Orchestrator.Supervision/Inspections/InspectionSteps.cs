using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.Inspections;

/// <summary>One move of one unit's inspection.</summary>
public readonly record struct InspectionMove(Guid Inspection, UnitInspectionTrigger Trigger);

/// <summary>
/// Moves unit inspections through their table: the only writer of their state. When the last unit of a campaign has its
/// opinion, or is completed, the campaign's process is told.
/// </summary>
public sealed class InspectionSteps(WorkflowClient workflows, Obligations obligations)
{
    /// <summary>Null where the one move was made, SU011 where the table has no such move.</summary>
    public async Task<Problem?> Move(Tx tx, InspectionMove move, Step step, CancellationToken stop) =>
        (await Move(tx, [move], step, stop))[0];

    /// <summary>In the order asked; what is refused changes nothing.</summary>
    public async Task<IReadOnlyList<Problem?>> Move(
        Tx tx, IReadOnlyList<InspectionMove> moves, Step step, CancellationToken stop)
    {
        var ids = moves.Select(move => move.Inspection).ToArray();
        var states = (await tx.Query($"""
            SELECT id, state FROM supervision.unit_inspection WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE
            """, row => (Id: row.GetGuid(0), State: Enum.Parse<UnitInspectionState>(row.GetString(1))), stop))
            .ToDictionary(row => row.Id, row => row.State);
        var decided = moves.Select(move => (Move: move, From: states[move.Inspection],
            To: UnitInspectionMoves.Next(states[move.Inspection], move.Trigger))).ToList();
        var made = decided.Where(one => one.To is not null).ToList();
        await Write(tx, [.. made.Select(one => (one.Move.Inspection, one.To!.Value))], step.At, stop);
        await AuditEntry.Write(tx, [.. made.Select(one => new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = one.Move.Trigger.ToString(),
            Kind = CaseKind.UnitInspection,
            Subject = one.Move.Inspection,
            Before = one.From.ToString(),
            After = one.To.ToString(),
            Detail = step.Detail,
        })], stop);
        await obligations.VoidSelfEvaluations(tx,
            [.. made.Where(one => one.Move.Trigger == UnitInspectionTrigger.SelfEvaluationMissed)
                .Select(one => one.Move.Inspection)], step.At, stop);
        await obligations.VoidUnits(tx,
            [.. made.Where(one => one.To is UnitInspectionState.Completed or UnitInspectionState.Cancelled)
                .Select(one => one.Move.Inspection)], step.At, stop);
        await TellCampaigns(tx, [.. made.Select(one => one.Move.Inspection)], stop);
        return [.. decided.Select(one =>
            one.To is null ? UnitInspectionMoves.Refusal(one.From, one.Move.Trigger) : null)];
    }

    private static Task<int> Write(
        Tx tx, IReadOnlyList<(Guid Id, UnitInspectionState State)> moved, DateTimeOffset at, CancellationToken stop) =>
        tx.Execute($"""
            UPDATE supervision.unit_inspection AS inspection
            SET state = moved.state, state_since = {at.ToUniversalTime()}
            FROM unnest({moved.Select(one => one.Id).ToArray()}, {moved.Select(one => one.State.ToString()).ToArray()})
                AS moved (id, state)
            WHERE inspection.id = moved.id
            """, stop);

    /// <summary>The campaign row is locked first: of two last units that move at once, the second sees both.</summary>
    private async Task TellCampaigns(Tx tx, Guid[] moved, CancellationToken stop)
    {
        if (moved.Length == 0)
            return;
        var campaigns = await tx.Query($"""
            SELECT campaign.id
            FROM supervision.campaign AS campaign
            WHERE campaign.id IN (SELECT campaign_id FROM supervision.unit_inspection WHERE id = ANY ({moved}))
            ORDER BY campaign.id
            FOR UPDATE
            """, row => row.GetGuid(0), stop);
        var stands = await tx.Query($"""
            SELECT campaign_id, array_agg(DISTINCT state)
            FROM supervision.unit_inspection
            WHERE campaign_id = ANY ({campaigns.ToArray()})
            GROUP BY campaign_id
            """, row => (Campaign: row.GetGuid(0),
                States: row.GetFieldValue<string[]>(1).Select(Enum.Parse<UnitInspectionState>).ToArray()), stop);
        var events = stands.SelectMany(stand => Events(stand.Campaign, stand.States)).ToList();
        var already = await Told(tx, events, stop);
        await workflows.Publish(tx, [.. events.Where(one => !already.Contains(one))], stop);
    }

    private static IEnumerable<PublishedEvent> Events(Guid campaign, UnitInspectionState[] states)
    {
        if (states.All(UnitInspectionMoves.HasOpinion))
            yield return new PublishedEvent("AllOpinionsIssued", campaign.ToString(), Json.EmptyObject);
        if (states.All(state => state is UnitInspectionState.Completed or UnitInspectionState.Cancelled))
            yield return new PublishedEvent("AllCompleted", campaign.ToString(), Json.EmptyObject);
    }

    /// <summary>A campaign hears each of the two once: the row remembers.</summary>
    private static async Task<HashSet<PublishedEvent>> Told(
        Tx tx, IReadOnlyList<PublishedEvent> events, CancellationToken stop)
    {
        var told = await tx.Query($"""
            INSERT INTO supervision.campaign_milestone (campaign_id, name)
            SELECT milestone.campaign_id, milestone.name
            FROM unnest({events.Select(one => Guid.Parse(one.CorrelationId!)).ToArray()},
                        {events.Select(one => one.Name).ToArray()}) AS milestone (campaign_id, name)
            ON CONFLICT DO NOTHING
            RETURNING campaign_id, name
            """, row => (row.GetGuid(0), row.GetString(1)), stop);
        return [.. events.Where(one => !told.Contains((Guid.Parse(one.CorrelationId!), one.Name)))];
    }
}
