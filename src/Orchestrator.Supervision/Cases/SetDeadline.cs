using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Cases;

/// <summary>设期限: computes a date by a timer row of the case's pinned profile on its pinned calendar.</summary>
public sealed class SetDeadline(RuleBook rules) : ILedgerActivity
{
    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.SetDeadline",
        DisplayName = "设期限",
        Category = "教育督导",
        Description = "按期限编号推算日期，写明推算过程。",
        Inputs =
        [
            new("Rule", "String", "期限规则", "期限编号，例如 TM-14", true),
            new("From", "String", "起算日", "日期（年-月-日），当日不计；不填则为今天", false),
        ],
        Outputs =
        [
            new("DueOn", "String", "到期日", "年-月-日"),
            new("MorningOf", "DateTimeOffset", "当日9时", "到期日上午9时"),
            new("EndOfDay", "DateTimeOffset", "当日24时", "到期日结束的时刻"),
            new("Explanation", "String", "推算", "推算过程"),
        ],
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        var outcomes = new List<EffectOutcome>(calls.Count);
        var drawn = new List<DrawnDate>();
        foreach (var call in calls)
        {
            if (!subjects.TryGetValue(call.CorrelationId ?? "", out var subject))
            {
                outcomes.Add(call.WithoutSubject());
                continue;
            }

            var (date, refusal) = Compute(call, subject, await rules.Read(tx, subject.Calendar, subject.Profile, stop));
            outcomes.Add(date is null ? refusal! : Outputs(date));
            drawn.AddRange(date is null ? [] : [date]);
        }

        await DrawnDates.Write(tx, drawn, stop);
        return outcomes;
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    private static (DrawnDate? Date, EffectOutcome.Failed? Refusal) Compute(
        LedgerCall call, Case subject, PinnedRules pinned)
    {
        var id = call.Text("Rule") ?? "";
        if (!pinned.Profile.Rules.TryGetValue(new TimerId(id), out var rule))
            return (null, new EffectOutcome.Failed("SU102",
                $"“{call.Activity}”引用的期限{id}不在期限方案“{pinned.Profile.Version}”中。"));
        if (call.Day("From") is not { } from)
            return (null, call.NotADay("From", "起算日"));
        var deadline = rule.Rule.From(from, pinned.Calendar);
        return (new DrawnDate
        {
            Instance = call.Instance,
            Activity = call.Activity,
            Subject = subject.Id,
            Rule = rule.Id,
            From = from,
            DueOn = deadline.DueOn,
            Explanation = deadline.Explanation,
        }, null);
    }

    private static EffectOutcome.Done Outputs(DrawnDate deadline) => new(
        [], ImmutableDictionary<string, JsonElement>.Empty
        .Add("DueOn", Json(deadline.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
        .Add("MorningOf", Json(ShanghaiTime.StepMoment(deadline.DueOn)))
        .Add("EndOfDay", Json(ShanghaiTime.EndOf(deadline.DueOn)))
        .Add("Explanation", Json(deadline.Explanation)));

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}
