using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Orders;

/// <summary>What time moves of orders: the deemed receipt.</summary>
public sealed class MoveOrders(ReceivedOrders received) : IMoves
{
    public CaseKind Kind => CaseKind.SupervisoryOrder;

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<MoveCall> moves, CancellationToken stop)
    {
        await InspectionLock.Take(tx, [.. moves.Select(move => move.Subject.UnitInspection!.Value)], stop);
        var outcomes = new List<EffectOutcome>(moves.Count);
        foreach (var move in moves)
        {
            var arrival = new Arrival(move.Subject, ReceiptKind.Deemed, ShanghaiTime.DateOf(move.Call.Now));
            outcomes.Add(move.Trigger == "DeemOrderReceived"
                ? Move.Outcome(await received.Run(tx, arrival, Step.By(new Actor.Clock(), move.Call.Now), stop) is null)
                : Move.UnknownTrigger(move));
        }

        return outcomes;
    }
}
