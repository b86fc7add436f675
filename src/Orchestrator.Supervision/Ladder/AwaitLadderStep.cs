using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Ladder;

/// <summary>
/// 等待下一阶梯: plans anew from the rows and waits for the moment of the next step. The obligation remembers the wait,
/// so that a fulfilment, a pause or a new date resumes it at once.
/// </summary>
public sealed class AwaitLadderStep(RuleBook rules) : ILedgerActivity
{
    public const string WaitKind = "ladder";

    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.AwaitLadderStep",
        DisplayName = "等待下一阶梯",
        Category = "教育督导",
        Description = "按期限方案推算提醒、逾期告知、督办的下一个日期，并等到那一天上午9时；事项履行、暂停或变更时提前继续。",
        Outcomes = ["Lapsed", "Changed", "Fulfilled"],
        MayWait = true,
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        var rows = await ObligationRow.Read(tx, [.. subjects.Values.Select(subject => subject.Id)], stop);
        var outages = await ObligationRow.Outages(tx, rows.Values, calls[0].Now, stop);
        var outcomes = new List<EffectOutcome>(calls.Count);
        foreach (var call in calls)
        {
            var subject = subjects.GetValueOrDefault(call.CorrelationId ?? "");
            outcomes.Add(subject is null || !rows.TryGetValue(subject.Id, out var row)
                ? call.WithoutSubject()
                : Next(call, row, (await rules.Read(tx, subject.Calendar, subject.Profile, stop), outages)));
        }

        await Remember(tx, [.. calls.Zip(outcomes).Where(one => one.Second is EffectOutcome.Waits)
            .Select(one => (one.First, subjects[one.First.CorrelationId!].Id))], stop);
        return outcomes;
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.obligation AS duty
        SET instance_id = NULL, bookmark = NULL
        FROM unnest({waits.Select(wait => wait.Instance.Value).ToArray()},
                    {waits.Select(wait => wait.Bookmark.Value).ToArray()}) AS ended (instance_id, bookmark)
        WHERE duty.instance_id = ended.instance_id AND duty.bookmark = ended.bookmark
        """, stop);

    private static EffectOutcome Next(
        LedgerCall call, ObligationRow row, (PinnedRules Pinned, ImmutableArray<Outage> Outages) by)
    {
        if (row.State is ObligationState.Fulfilled or ObligationState.Voided)
            return Port("Fulfilled");
        if (row.State == ObligationState.Paused)
            return Waiting(row, null);
        var plan = row.Plan(by.Pinned, ShanghaiTime.DateOf(call.Now), by.Outages);
        return plan switch
        {
            // Every step was taken and the duty is still owed: a return or a new date may begin another round.
            [] => Waiting(row, null),
            [var step, ..] when step.Moment <= call.Now => Port("Lapsed"),
            [var step, ..] => Waiting(row, step.Moment),
        };
    }

    private static EffectOutcome.Done Port(string outcome) => EffectOutcome.Done.Plain with { Outcomes = [outcome] };

    private static EffectOutcome.Waits Waiting(ObligationRow row, DateTimeOffset? until) => new(
        new Stimulus.Ledger(WaitKind, row.Id.ToString("N"), until), EffectOutcome.Done.Plain.Outputs);

    private static Task<int> Remember(
        Tx tx, IReadOnlyList<(LedgerCall Call, Guid Duty)> waits, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.obligation AS duty
        SET instance_id = wait.instance_id, bookmark = wait.bookmark
        FROM unnest({waits.Select(wait => wait.Duty).ToArray()},
                    {waits.Select(wait => wait.Call.Instance.Value).ToArray()},
                    {waits.Select(wait => wait.Call.Bookmark.Value).ToArray()}) AS wait (id, instance_id, bookmark)
        WHERE duty.id = wait.id
        """, stop);
}
