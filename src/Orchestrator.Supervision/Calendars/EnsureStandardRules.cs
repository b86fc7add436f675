using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Calendars;

/// <summary>What every database needs before its first campaign, live ones too.</summary>
public sealed class EnsureStandardRules(Database db)
{
    /// <summary>Does nothing the second time. Without a calendar table every year counts Monday to Friday.</summary>
    public Task Run(RuleChange change, CancellationToken stop) => db.InTransaction(async tx =>
    {
        await Profile(tx, change, stop);
        if (!await Exists(tx, $"SELECT 1 FROM supervision.calendar_version LIMIT 1", stop))
            await PublishRules.Calendar(tx, [], change, stop);
    }, stop);

    internal static async Task Profile(Tx tx, RuleChange change, CancellationToken stop)
    {
        if (!await Exists(tx, $"""
            SELECT 1 FROM supervision.deadline_profile WHERE name = {DeadlineProfile.StandardName} LIMIT 1
            """, stop))
            await PublishRules.Profile(tx, StandardProfile.Shipped, change, stop);
    }

    private static async Task<bool> Exists(Tx tx, Sql sql, CancellationToken stop) =>
        await tx.QueryOne(sql, row => row.GetInt32(0), stop) == 1;
}
