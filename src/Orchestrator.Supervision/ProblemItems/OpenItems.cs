using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>The findings of a signed opinion become problem items, without a clock until the receipt.</summary>
public static class OpenItems
{
    /// <summary>How many items the letter opened.</summary>
    public static Task<int> FromFindings(Tx tx, Case unitInspection, DateTimeOffset now, CancellationToken stop) =>
        throw new NotImplementedException();
}
