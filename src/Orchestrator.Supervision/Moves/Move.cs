using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Moves;

/// <summary>状态迁移: a move that time or the process causes, through the same table as people's moves.</summary>
public sealed class Move(IEnumerable<IMoves> kinds, RuleBook rules) : ILedgerActivity
{
    private readonly ImmutableDictionary<CaseKind, IMoves> kinds = kinds.ToImmutableDictionary(kind => kind.Kind);

    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.Move",
        DisplayName = "状态迁移",
        Category = "教育督导",
        Description = "由时间或流程引起的状态变化，例如视为签收、申辩期满、审核期满。",
        Inputs = [new("Trigger", "String", "事由", "状态变化的名称，例如 DeemNoticeReceived", true)],
        Outcomes = ["Done", "Unchanged"],
        Tells = true,
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        var outcomes = new EffectOutcome[calls.Count];
        var known = calls.Index()
            .Select(call => (call.Index, call.Item, Subject: subjects.GetValueOrDefault(call.Item.CorrelationId ?? "")))
            .ToList();
        foreach (var (index, call, subject) in known)
        {
            if (subject is null || !kinds.ContainsKey(subject.Kind))
                outcomes[index] = call.WithoutSubject();
        }

        var byKind = known.Where(one => outcomes[one.Index] is null).GroupBy(one => one.Subject!.Kind);
        foreach (var kind in byKind)
        {
            MoveCall[] moves =
                [.. kind.Select(one => new MoveCall(one.Item, one.Subject!, one.Item.Text("Trigger") ?? ""))];
            foreach (var (one, outcome) in kind.Zip(await Of(tx, kinds[kind.Key], moves, stop)))
                outcomes[one.Index] = outcome;
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<EffectOutcome>> Of(
        Tx tx, IMoves kind, MoveCall[] moves, CancellationToken stop)
    {
        var returned = await ReturnedDeliveries.NotDeemed(tx, rules, moves, stop);
        MoveCall[] open = [.. moves.Where(move => !returned.Contains(move.Subject.Id))];
        var made = new Queue<EffectOutcome>(open.Length == 0 ? [] : await kind.Run(tx, open, stop));
        return [.. moves.Select(move => returned.Contains(move.Subject.Id) ? NotDelivered(move) : made.Dequeue())];
    }

    /// <summary>SU160: tried again, it goes on as soon as a letter has been delivered for long enough.</summary>
    private static EffectOutcome.Failed NotDelivered(MoveCall move) => new("SU160",
        $"“{move.Call.Activity}”：文书的邮件被退回，还没有重新送达满视为签收的期限，不能视为签收；"
        + "请电话告知单位并更新联系方式，重新送达满期限后再重试，或者登记纸质签收。");

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    /// <summary>The outcomes of a set of moves of which some were refused.</summary>
    public static EffectOutcome Outcome(bool moved) =>
        moved ? EffectOutcome.Done.Plain : new EffectOutcome.Done(["Unchanged"], EffectOutcome.Done.Plain.Outputs);

    /// <summary>SU104: a trigger that the kind does not have; the drawing is wrong.</summary>
    public static EffectOutcome UnknownTrigger(MoveCall move) => new EffectOutcome.Failed("SU104",
        $"“{move.Call.Activity}”的事由“{move.Trigger}”不适用于该对象；请在设计器中更正。");
}
