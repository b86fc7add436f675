using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Cases;

/// <summary>The cases behind a set of ledger calls, by correlation id as the instance carries it.</summary>
public static class Subjects
{
    public static async Task<IReadOnlyDictionary<string, Case>> Of(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var ids = calls.Select(call => call.CorrelationId)
            .Where(id => Guid.TryParse(id, out _))
            .Distinct()
            .ToDictionary(id => id!, id => Guid.Parse(id!));
        var cases = await CaseRows.Read(tx, ids.Values, stop);
        return ids.Where(id => cases.ContainsKey(id.Value)).ToDictionary(id => id.Key, id => cases[id.Value]);
    }
}
