using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Ladder;

/// <summary>A step that has come due, with what it was decided from.</summary>
internal sealed record DueStep(LedgerCall Call, Case Subject, ObligationRow Duty)
{
    public required PinnedRules Rules { get; init; }
    public required ImmutableArray<Outage> Outages { get; init; }

    /// <summary>The first of the plan; null where the ladder has nothing left.</summary>
    public LadderStep? Step { get; init; }

    /// <summary>The day on which a first order follows if nothing comes; null where none does.</summary>
    public DateOnly? OrderOn { get; init; }

    public bool IsDue => Duty.State == ObligationState.Running && Step?.Moment <= Call.Now;
}

/// <summary>
/// 执行阶梯: asks again whether the step still holds, then sends, lists or opens an order. One domain step per unit
/// inspection, level and day: the inspection is locked, the first ladder takes in all items of that threshold, and the
/// others find themselves listed.
/// </summary>
public sealed class TakeLadderStep(
    RuleBook rules, LetterRoom letters, ReminderDigest digest, LadderOrders orders) : ILedgerActivity
{
    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.TakeLadderStep",
        DisplayName = "执行阶梯",
        Category = "教育督导",
        Description = "再次核对该事项是否仍未履行，然后提醒、告知、列入清单、拟制督办单或提出约谈。",
        Outputs = [new("OrderId", "String", "督办单", "新拟督办单的编号")],
        Outcomes = ["Sent", "OrderOpened", "InterviewProposed", "Listed", "Skipped"],
        Tells = true,
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        await InspectionLock.Take(
            tx, [.. subjects.Values.Select(subject => subject.UnitInspection!.Value)], stop);
        var duties = await ObligationRow.Read(tx, [.. subjects.Values.Select(subject => subject.Id)], stop);
        var outages = await ObligationRow.Outages(tx, duties.Values, calls[0].Now, stop);
        var outcomes = new List<EffectOutcome>(calls.Count);
        var sent = new List<(DueStep Due, LetterOrder Letter)>();
        var taken = new List<StepRecord>();
        foreach (var call in calls)
        {
            var subject = subjects.GetValueOrDefault(call.CorrelationId ?? "");
            if (subject is null || !duties.TryGetValue(subject.Id, out var duty))
            {
                outcomes.Add(call.WithoutSubject());
                continue;
            }

            var due = await Due(tx, new DueStep(call, subject, duty) { Rules = null!, Outages = outages }, stop);
            var (outcome, record, letter) = await Take(tx, due, stop);
            outcomes.Add(outcome);
            taken.AddRange(record is null ? [] : [record]);
            sent.AddRange(letter is null ? [] : [(due, letter)]);
        }

        await StepRecord.Write(tx, taken, stop);
        await letters.Send(tx, await digest.Merge(tx, sent, stop), stop);
        return outcomes;
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    private async Task<DueStep> Due(Tx tx, DueStep due, CancellationToken stop)
    {
        var pinned = await rules.Read(tx, due.Subject.Calendar, due.Subject.Profile, stop);
        var plan = due.Duty.Plan(pinned, ShanghaiTime.DateOf(due.Call.Now), due.Outages);
        return due with
        {
            Rules = pinned,
            Step = plan.FirstOrDefault(),
            OrderOn = plan.FirstOrDefault(step => step.Key.Act == LadderAct.OpenFirstOrder)?.On,
        };
    }

    private async Task<(EffectOutcome Outcome, StepRecord? Record, LetterOrder? Letter)> Take(
        Tx tx, DueStep due, CancellationToken stop)
    {
        var found = await orders.Look(tx, due, stop);
        var decision = LadderDecision.Of(new StepFacts
        {
            State = due.Duty.State,
            Step = due.Step,
            Now = due.Call.Now,
            IsListedInOrder = found.Order is not null,
            OpenItems = found.Items.Count,
        });
        if (found.Given is { } given && due.IsDue)
            await Obligations.AgainAfter(tx, due.Duty, given, due.Call.Now, stop);
        switch (decision)
        {
            case LadderDecision.Send send:
                return (Port("Sent"), StepRecord.Of(due, "Sent", null), LadderLetters.Of(due, send.Step));
            case LadderDecision.List:
                return (Port("Listed"), StepRecord.Of(due, "Listed", null), null);
            case LadderDecision.AlreadyListed:
                await LadderOrders.Join(tx, due, found.Order!.Value, stop);
                return (Port("Listed"), StepRecord.Of(due, "JoinedOrder", found.Order), null);
            case LadderDecision.OpenOrder:
                var (order, isNew) = await orders.Open(tx, due, found, stop);
                return (isNew ? Opened(order) : Port("Listed"),
                    StepRecord.Of(due, isNew ? "OrderOpened" : "JoinedOrder", order), null);
            case LadderDecision.ProposeInterview:
                var proposed = await orders.ProposeInterview(tx, due, stop) ? "InterviewProposed" : "Skipped";
                return (Port(proposed), StepRecord.Of(due, proposed, due.Duty.Order), null);
            default:
                // Not due after all, or the duty is no longer owed: nothing is taken, the plan is made anew. Nothing
                // left to urge is a step of its own, because otherwise it would be due for ever.
                return (Port("Skipped"), due.IsDue ? StepRecord.Of(due, "Skipped", null) : null, null);
        }
    }

    private static EffectOutcome.Done Port(string outcome) => EffectOutcome.Done.Plain with { Outcomes = [outcome] };

    private static EffectOutcome.Done Opened(Guid order) => new(
        ["OrderOpened"], Json.Nothing.Add("OrderId", JsonSerializer.SerializeToElement(order)));
}
