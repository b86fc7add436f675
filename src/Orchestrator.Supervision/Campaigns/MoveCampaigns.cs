using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>What time moves of a campaign. A district has a few at once, so one after the other.</summary>
public sealed class MoveCampaigns : IMoves
{
    public CaseKind Kind => CaseKind.InspectionCampaign;

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<MoveCall> moves, CancellationToken stop)
    {
        var outcomes = new List<EffectOutcome>(moves.Count);
        foreach (var move in moves)
            outcomes.Add(Enum.TryParse<CampaignTrigger>(move.Trigger, out var trigger)
                && trigger is CampaignTrigger.FirstOnSiteDay or CampaignTrigger.Conclude or CampaignTrigger.Close
                    ? Move.Outcome(await CampaignSteps.Move(
                        tx, move.Subject.Id, trigger, Step.By(new Actor.Clock(), move.Call.Now), stop) is null)
                    : Move.UnknownTrigger(move));
        return outcomes;
    }
}
