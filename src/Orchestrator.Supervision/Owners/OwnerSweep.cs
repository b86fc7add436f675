using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Owners;

/// <summary>
/// Every day from its first minutes on: absences that begin hand over what is open, posts that ended by their date too,
/// and so does whoever may not do any more what is theirs, for whatever reason.
/// Asking again changes nothing.
/// </summary>
public sealed class OwnerSweep(Database db, TaskOwners owners)
{
    /// <summary>How many tasks changed hands.</summary>
    public Task<int> Run(CancellationToken stop) => db.InTransaction(async tx =>
    {
        var clock = new Actor.Clock().Key;
        await LineOfficers.Fill(tx, clock, stop);
        return await owners.Settle(tx, null, (clock, "岗位变动"), stop);
    }, stop);
}
