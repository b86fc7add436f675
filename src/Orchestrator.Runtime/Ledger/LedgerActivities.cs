using System.Collections.Frozen;
using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Ledger;

/// <summary>The registered domain activities by type: the toolbox's list, and whom the turn calls.</summary>
public sealed class LedgerActivities(IEnumerable<ILedgerActivity> activities)
{
    private readonly FrozenDictionary<string, ILedgerActivity> byType =
        activities.ToFrozenDictionary(activity => activity.Description.Type, StringComparer.Ordinal);

    public ImmutableArray<ActivityDescription> Descriptions =>
        [.. byType.Values.Select(activity => activity.Description).OrderBy(described => described.Type)];

    /// <summary>Outcomes in the order of <paramref name="calls"/>, all of one type, as one set.</summary>
    internal async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, string type, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        if (!byType.TryGetValue(type, out var activity))
        {
            return [.. calls.Select(call => new EffectOutcome.Failed("RT156",
                $"“{call.Activity}”是“{type}”活动，本程序没有这种活动。请用支持它的版本，或在流程中换用其他活动后重新发布。"))];
        }

        var outcomes = await activity.Run(tx, calls, stop);
        return outcomes.Count == calls.Count
            ? outcomes
            : throw new InvalidOperationException(
                $"{type} answered {outcomes.Count} outcomes for {calls.Count} calls: expected one each, in order");
    }

    /// <summary>Waits that ended without an answer. A type that is no longer registered keeps no rows.</summary>
    internal Task Release(Tx tx, string type, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) =>
        byType.TryGetValue(type, out var activity) ? activity.Release(tx, waits, stop) : Task.CompletedTask;
}
