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
        var states = await Lock(tx, [.. moves.Select(move => move.Inspection)], stop);
        var decided = moves.Select(move => (Move: move, From: states[move.Inspection],
            To: UnitInspectionMoves.Next(states[move.Inspection], move.Trigger))).ToList();
        IReadOnlyList<Made> made = [.. decided.Where(one => one.To is not null)
            .Select(one => new Made(one.Move.Inspection, one.Move.Trigger, one.From, one.To!.Value))];
        await Write(tx, made, step.At, stop);
        await AuditEntry.Write(tx, [.. made.Select(one => new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = one.Trigger.ToString(),
            Kind = CaseKind.UnitInspection,
            Subject = one.Inspection,
            Before = one.From.ToString(),
            After = one.To.ToString(),
            Detail = step.Detail,
        })], stop);
        await Void(tx, made, step.At, stop);
        await TellCampaigns(tx, [.. made.Where(one => one.MayBeLast).Select(one => one.Inspection)], stop);
        return [.. decided.Select(one =>
            one.To is null ? UnitInspectionMoves.Refusal(one.From, one.Move.Trigger) : null)];
    }

    /// <summary>A move that the table has.</summary>
    private sealed record Made(
        Guid Inspection, UnitInspectionTrigger Trigger, UnitInspectionState From, UnitInspectionState To)
    {
        /// <summary>It came as far as a campaign waits for all of its units to come.</summary>
        public bool MayBeLast => Milestones(To).Except(Milestones(From)).Any();
    }

    private static async Task<Dictionary<Guid, UnitInspectionState>> Lock(Tx tx, Guid[] ids, CancellationToken stop) =>
        (await tx.Query($"""
            SELECT id, state FROM supervision.unit_inspection WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE
            """, row => (Id: row.GetGuid(0), State: Enum.Parse<UnitInspectionState>(row.GetString(1))), stop))
            .ToDictionary(row => row.Id, row => row.State);

    private static Task<int> Write(
        Tx tx, IReadOnlyList<Made> made, DateTimeOffset at, CancellationToken stop) =>
        tx.Execute($"""
            UPDATE supervision.unit_inspection AS inspection
            SET state = moved.state, state_since = {at.ToUniversalTime()}
            FROM unnest({made.Select(one => one.Inspection).ToArray()},
                        {made.Select(one => one.To.ToString()).ToArray()}) AS moved (id, state)
            WHERE inspection.id = moved.id
            """, stop);

    /// <summary>What nobody owes any more.</summary>
    private async Task Void(Tx tx, IReadOnlyList<Made> made, DateTimeOffset at, CancellationToken stop)
    {
        await obligations.VoidSelfEvaluations(tx,
            [.. made.Where(one => one.Trigger == UnitInspectionTrigger.SelfEvaluationMissed)
                .Select(one => one.Inspection)], at, stop);
        await obligations.VoidUnits(tx,
            [.. made.Where(one => one.To is UnitInspectionState.Completed or UnitInspectionState.Cancelled)
                .Select(one => one.Inspection)], at, stop);
    }

    /// <summary>
    /// For moves that may have been the last of their campaign. The campaign row is locked first: of two last units
    /// that move at once, the second sees both.
    /// </summary>
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
        if (events.Count == 0)
            return;
        var already = await Told(tx, events, stop);
        await workflows.Publish(tx, [.. events.Where(one => !already.Contains(one))], stop);
    }

    private static IEnumerable<PublishedEvent> Events(Guid campaign, UnitInspectionState[] states) => states
        .Select(Milestones).Aggregate((all, one) => all.Intersect(one))
        .Select(name => new PublishedEvent(name, campaign.ToString(), Json.EmptyObject));

    /// <summary>What a campaign hears once all of its units have come so far.</summary>
    private static IEnumerable<string> Milestones(UnitInspectionState state)
    {
        if (UnitInspectionMoves.HasOpinion(state))
            yield return "AllOpinionsIssued";
        if (state is UnitInspectionState.Completed or UnitInspectionState.Cancelled)
            yield return "AllCompleted";
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
