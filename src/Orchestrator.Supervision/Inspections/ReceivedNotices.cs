using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.Inspections;

/// <summary>A receipt about to be recorded, whoever brings it.</summary>
public sealed record Arrival(Case Subject, ReceiptKind Kind, DateOnly On);

/// <summary>签收督导通知, signed or deemed: starts TM-02 where a self-evaluation is asked for.</summary>
public sealed class ReceivedNotices(InspectionSteps steps, Obligations obligations, RuleBook rules)
{
    /// <summary>In the order asked: null, or SU011 where the notice was received before.</summary>
    public async Task<IReadOnlyList<Problem?>> Run(
        Tx tx, IReadOnlyList<Arrival> arrivals, Step step, CancellationToken stop)
    {
        var wanting = await WantSelfEvaluation(tx, arrivals, stop);
        var moves = arrivals.Select(arrival => new InspectionMove(
            arrival.Subject.Id, wanting.Contains(arrival.Subject.Id)
                ? UnitInspectionTrigger.ReceiveNotice
                : UnitInspectionTrigger.ReceiveNoticeWithoutSelfEvaluation)).ToList();
        var refusals = await steps.Move(tx, moves, step, stop);
        var written = await Receipt.Write(tx, [.. arrivals.Zip(refusals)
            .Where(one => one.Second is null)
            .Select(one => Written(one.First, step))], stop);
        await Begin(tx, [.. written.Where(receipt => wanting.Contains(receipt.Subject.Id))], step, stop);
        return refusals;
    }

    private async Task Begin(Tx tx, IReadOnlyList<Receipt> receipts, Step step, CancellationToken stop)
    {
        var duties = new List<NewObligation>();
        foreach (var receipt in receipts)
        {
            var pinned = await rules.Read(tx, receipt.Subject.Calendar, receipt.Subject.Profile, stop);
            duties.Add(new NewObligation
            {
                Id = Guid.CreateVersion7(step.At),
                Duty = Duty.SelfEvaluation,
                Subject = receipt.Subject,
                Receipt = receipt.Id,
                ReceivedOn = receipt.On,
                Deadline = pinned.Profile[Timers.SelfEvaluation].Rule
                    .From(receipt.On, pinned.Calendar),
                Now = step.At,
            });
        }

        await obligations.Begin(tx, duties, stop);
    }

    private static Receipt Written(Arrival arrival, Step step) => new()
    {
        Id = Guid.CreateVersion7(step.At),
        Subject = arrival.Subject,
        Document = ReceivedDocument.Notice,
        Kind = arrival.Kind,
        On = arrival.On,
        RecordedBy = step.Actor.Key,
        At = step.At,
    };

    private static async Task<HashSet<Guid>> WantSelfEvaluation(
        Tx tx, IReadOnlyList<Arrival> arrivals, CancellationToken stop) =>
    [
        .. await tx.Query($"""
            SELECT inspection.id
            FROM supervision.unit_inspection AS inspection
            JOIN supervision.campaign AS campaign ON campaign.id = inspection.campaign_id
            WHERE inspection.id = ANY ({arrivals.Select(arrival => arrival.Subject.Id).ToArray()})
              AND campaign.self_evaluation
            """, row => row.GetGuid(0), stop),
    ];
}
