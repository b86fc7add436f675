using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Identity;

/// <summary>The database answers and has the schema of this program.</summary>
public static class Ready
{
    public static Task Check(Tx tx, CancellationToken stop) => tx.QueryOne(
        $"SELECT count(*) FROM identity.account", row => row.GetInt64(0), stop);
}
