using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Moves;

/// <summary>状态迁移: a move that time or the process causes, through the same table as people's moves.</summary>
public sealed class Move(IEnumerable<IMoves> kinds) : ILedgerActivity
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
            var moves = kind.Select(one => new MoveCall(one.Item, one.Subject!, one.Item.Text("Trigger") ?? ""));
            foreach (var (one, outcome) in kind.Zip(await kinds[kind.Key].Run(tx, [.. moves], stop)))
                outcomes[one.Index] = outcome;
        }

        return outcomes;
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    /// <summary>The outcomes of a set of moves of which some were refused.</summary>
    public static EffectOutcome Outcome(bool moved) =>
        moved ? EffectOutcome.Done.Plain : new EffectOutcome.Done(["Unchanged"], EffectOutcome.Done.Plain.Outputs);

    /// <summary>SU104: a trigger that the kind does not have; the drawing is wrong.</summary>
    public static EffectOutcome UnknownTrigger(MoveCall move) => new EffectOutcome.Failed("SU104",
        $"“{move.Call.Activity}”的事由“{move.Trigger}”不适用于该对象；请在设计器中更正。");
}
