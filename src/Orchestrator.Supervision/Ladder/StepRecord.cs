using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Ladder;

/// <summary>A step taken, or deliberately not, with all that is needed to compute it again (invariant 5).</summary>
internal sealed record StepRecord
{
    public required Case Subject { get; init; }
    public required ObligationRow Duty { get; init; }
    public required LadderStep Step { get; init; }
    public required PinnedRules Rules { get; init; }
    public ImmutableArray<Outage> Outages { get; init; } = [];
    public required string Outcome { get; init; }
    public Guid? Order { get; init; }
    public required DateTimeOffset Now { get; init; }

    public static StepRecord? Of(DueStep due, string outcome, Guid? order) => due.Step is not { } step
        ? null
        : new StepRecord
        {
            Subject = due.Subject,
            Duty = due.Duty,
            Step = step,
            Rules = due.Rules,
            Outages = due.Outages,
            Outcome = outcome,
            Order = order,
            Now = due.Call.Now,
        };

    public static Task<int> Write(Tx tx, IReadOnlyList<StepRecord> records, CancellationToken stop)
    {
        T[] Column<T>(Func<StepRecord, T> value) => [.. records.Select(value)];
        var actor = new Actor.Clock().Key;
        return records.Count == 0 ? Task.FromResult(0) : tx.Execute($"""
            INSERT INTO supervision.ladder_step
                (obligation_id, term, round, act, day_offset, level, planned_on, due_on, decided_at, decided_by,
                 outcome, explanation, rule_id, rule_version, profile_name, profile_version, calendar_version, inputs,
                 order_id)
            SELECT step.duty, step.term, step.round, step.act, step.day_offset, step.level, step.planned_on,
                   step.due_on, {records[0].Now.ToUniversalTime()}, {actor}, step.outcome, step.explanation, step.rule,
                   step.rule_version, step.profile, step.profile_version, step.calendar, step.inputs::jsonb,
                   step.order_id
            FROM unnest(
                {Column(one => one.Duty.Id)}, {Column(one => one.Duty.Term)}, {Column(one => one.Duty.Round)},
                {Column(one => one.Step.Key.Act.ToString())}, {Column(one => one.Step.Key.DayOffset)},
                {Column(one => one.Step.Level.ToString())}, {Column(one => one.Step.On)},
                {Column(one => one.Duty.DueOn)}, {Column(one => one.Outcome)},
                {Column(one => one.Step.Explanation)},
                {Column(one => one.Step.Rule.Value)}, {Column(one => one.Rules.Profile[one.Step.Rule].Version)},
                {Column(one => one.Subject.Profile.Name)}, {Column(one => one.Subject.Profile.Number)},
                {Column(one => one.Subject.Calendar.Number)}, {Column(one => one.Inputs())},
                {Column(one => one.Order)})
                AS step (duty, term, round, act, day_offset, level, planned_on, due_on, outcome, explanation,
                         rule, rule_version, profile, profile_version, calendar, inputs, order_id)
            """, stop);
    }

    private string Inputs() => Json.Of(
    [
        KeyValuePair.Create("receivedOn", JsonSerializer.SerializeToElement(Duty.ReceivedOn)),
        KeyValuePair.Create("dueOn", JsonSerializer.SerializeToElement(Duty.DueOn)),
        KeyValuePair.Create("resumed", JsonSerializer.SerializeToElement(Duty.Resumed)),
        KeyValuePair.Create("outages", JsonSerializer.SerializeToElement(Outages)),
    ]).GetRawText();
}
