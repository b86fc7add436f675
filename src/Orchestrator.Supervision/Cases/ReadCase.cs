using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Cases;

/// <summary>
/// What a drawing may know about objects of one kind. Each room says it of its own objects; the names are part of the
/// definitions and therefore never change their meaning.
/// </summary>
public interface ICaseFacts
{
    CaseKind Kind { get; }

    /// <summary>One statement for the whole set; a JSON object per id.</summary>
    Task<IReadOnlyDictionary<Guid, JsonElement>> Read(Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop);
}

/// <summary>读取案情: the facts of the instance's object, for the drawing to branch on and to hand to children.</summary>
public sealed class ReadCase(IEnumerable<ICaseFacts> rooms) : ILedgerActivity
{
    private readonly ImmutableDictionary<CaseKind, ICaseFacts> facts = rooms.ToImmutableDictionary(room => room.Kind);

    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.ReadCase",
        DisplayName = "读取案情",
        Category = "教育督导",
        Description = "读取本流程所跟踪对象（活动、单位督导、问题、督办单、约谈）的当前情况，供后面的步骤判断。",
        Outputs = [new("Result", "Object", "案情", "日期、标志和下级对象编号，含义见各流程说明")],
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        var known = new Dictionary<Guid, JsonElement>();
        var kinds = subjects.Values.GroupBy(subject => subject.Kind);
        foreach (var kind in kinds.Where(kind => facts.ContainsKey(kind.Key)))
            foreach (var (id, fact) in await facts[kind.Key].Read(tx, [.. kind.Select(subject => subject.Id)], stop))
                known[id] = fact;
        return [.. calls.Select(call => Outcome(call, subjects, known))];
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    private static EffectOutcome Outcome(
        LedgerCall call, IReadOnlyDictionary<string, Case> subjects, Dictionary<Guid, JsonElement> known) =>
        subjects.TryGetValue(call.CorrelationId ?? "", out var subject) && known.TryGetValue(subject.Id, out var fact)
            ? new EffectOutcome.Done([], ImmutableDictionary<string, JsonElement>.Empty.Add("Result", fact))
            : call.WithoutSubject();
}
