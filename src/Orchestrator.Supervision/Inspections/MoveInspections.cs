using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>What time and the process move of unit inspections: deemed receipts, lapses, the end. As sets.</summary>
public sealed class MoveInspections(
    InspectionSteps steps, ReceivedNotices notices, ReceivedLetters letters, PlanLapses plans) : IMoves
{
    public CaseKind Kind => CaseKind.UnitInspection;

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<MoveCall> moves, CancellationToken stop)
    {
        var outcomes = new EffectOutcome[moves.Count];
        foreach (var same in moves.Index().GroupBy(move => move.Item.Trigger))
        {
            var calls = same.Select(move => move.Item).ToList();
            var refusals = await Refusals(tx, same.Key, calls, stop);
            foreach (var (place, index) in same.Select(move => move.Index).Index())
                outcomes[index] = refusals is null
                    ? Move.UnknownTrigger(moves[index])
                    : Move.Outcome(refusals[place] is null);
        }

        return outcomes;
    }

    private Task<IReadOnlyList<Problem?>?> Refusals(
        Tx tx, string trigger, List<MoveCall> calls, CancellationToken stop)
    {
        var step = Step.By(new Actor.Clock(), calls[0].Call.Now);
        return trigger switch
        {
            "DeemNoticeReceived" => Wrap(notices.Run(tx, Deemed(calls), step, stop)),
            "DeemLetterReceived" => Wrap(letters.Run(tx, Deemed(calls), step, stop)),
            "PlanReviewLapsed" => Wrap(plans.Run(tx, calls, step, stop)),
            "SelfEvaluationMissed" => Missed(tx, calls, step, stop),
            "CloseDefence" => Lapsed(tx, calls, step, stop),
            "CompleteWithoutProblem" => Wrap(steps.Move(
                tx, Of(calls, UnitInspectionTrigger.CompleteWithoutProblem), step, stop)),
            "Complete" => Wrap(steps.Move(tx, Of(calls, UnitInspectionTrigger.Complete), step, stop)),
            _ => Task.FromResult<IReadOnlyList<Problem?>?>(null),
        };
    }

    /// <summary>The preliminary opinion will list “未按要求自评” (§6); the team goes without it.</summary>
    private async Task<IReadOnlyList<Problem?>?> Missed(
        Tx tx, IReadOnlyList<MoveCall> calls, Step step, CancellationToken stop)
    {
        var refusals = await steps.Move(tx, Of(calls, UnitInspectionTrigger.SelfEvaluationMissed), step, stop);
        var missed = calls.Zip(refusals).Where(one => one.Second is null).Select(one => one.First.Subject.Id).ToArray();
        await tx.Execute(
            $"UPDATE supervision.unit_inspection SET is_self_evaluation_late = true WHERE id = ANY ({missed})", stop);
        return refusals;
    }

    /// <summary>TM-04 passed and nothing was said.</summary>
    private async Task<IReadOnlyList<Problem?>?> Lapsed(
        Tx tx, IReadOnlyList<MoveCall> calls, Step step, CancellationToken stop)
    {
        var refusals = await steps.Move(tx, Of(calls, UnitInspectionTrigger.CloseDefence), step, stop);
        var lapsed = calls.Zip(refusals).Where(one => one.Second is null).Select(one => one.First.Subject.Id).ToArray();
        await tx.Execute($"""
            INSERT INTO supervision.defence (unit_inspection_id, outcome, contested, closed_at)
            SELECT id, 'Lapsed', ARRAY[]::uuid[], {step.At.ToUniversalTime()}
            FROM unnest({lapsed}) AS closed (id)
            """, stop);
        return refusals;
    }

    private static List<Arrival> Deemed(IReadOnlyList<MoveCall> calls) =>
        [.. calls.Select(call => new Arrival(
            call.Subject, ReceiptKind.Deemed, ShanghaiTime.DateOf(call.Call.Now)))];

    private static List<InspectionMove> Of(IReadOnlyList<MoveCall> calls, UnitInspectionTrigger trigger) =>
        [.. calls.Select(call => new InspectionMove(call.Subject.Id, trigger))];

    private static async Task<IReadOnlyList<Problem?>?> Wrap(Task<IReadOnlyList<Problem?>> refusals) => await refusals;
}
