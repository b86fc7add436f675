using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>What time and the process move of interviews: commitments begin to run, and are over.</summary>
public sealed class MoveInterviews : IMoves
{
    public CaseKind Kind => CaseKind.Interview;

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<MoveCall> moves, CancellationToken stop)
    {
        var outcomes = new List<EffectOutcome>(moves.Count);
        foreach (var move in moves)
            outcomes.Add(TriggerOf(move.Trigger) is { } made
                ? Move.Outcome(await InterviewSteps.Move(
                    tx, made with { Interview = move.Subject.Id }, Step.By(new Actor.Clock(), move.Call.Now), stop)
                    is null)
                : Move.UnknownTrigger(move));
        return outcomes;
    }

    private static InterviewMove? TriggerOf(string trigger) => trigger switch
    {
        nameof(InterviewTrigger.RunCommitments) => new(Guid.Empty, InterviewTrigger.RunCommitments),
        nameof(InterviewTrigger.MissCommitments) =>
            new(Guid.Empty, InterviewTrigger.MissCommitments) { EndReason = "承诺期限届满，未报告落实情况" },
        _ => null,
    };
}
