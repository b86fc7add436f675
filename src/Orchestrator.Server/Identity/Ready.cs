using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Identity;

/// <summary>Whether work can be taken: the database answers, with this program's schema and its clock.</summary>
public static class Ready
{
    public static async Task<bool> Check(Database db, CancellationToken stop)
    {
        try
        {
            return await db.InTransaction(tx => tx.QueryOne($"""
                SELECT count(*) = 1 AND to_regclass('identity.api_key') IS NOT NULL
                       AND to_regclass('supervision.campaign') IS NOT NULL
                FROM orchestrator.clock
                """, row => row.GetBoolean(0), stop), stop);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
