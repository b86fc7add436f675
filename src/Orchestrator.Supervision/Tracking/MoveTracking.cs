using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tracking;

/// <summary>What time moves of tracking reports: the end of the month in which one was owed.</summary>
public sealed class MoveTracking : IMoves
{
    public CaseKind Kind => CaseKind.TrackingReport;

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<MoveCall> moves, CancellationToken stop)
    {
        var outcomes = new List<EffectOutcome>(moves.Count);
        foreach (var move in moves)
        {
            var step = Step.By(new Actor.Clock(), move.Call.Now);
            outcomes.Add(move.Trigger == nameof(TrackingTrigger.Miss)
                ? Move.Outcome(await TrackingSteps.Miss(tx, move.Subject.Id, step, stop) is null)
                : Move.UnknownTrigger(move));
        }

        return outcomes;
    }
}
