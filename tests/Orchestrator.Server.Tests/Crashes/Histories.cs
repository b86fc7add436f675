using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>What the audit says of everything that ever ran in a database.</summary>
internal static class Histories
{
    /// <summary>Broken chains, states that are not the fold of their events, turns that replay otherwise.</summary>
    public static Task<List<Problem>> Flaws(Database db, CancellationToken stop) => db.InTransaction(async tx =>
    {
        var audit = new JournalAudit(new DefinitionStore());
        var instances = await tx.Query(
            $"SELECT id FROM orchestrator.instance", row => new InstanceId(row.GetGuid(0)), stop);
        List<Problem> flaws = [];
        foreach (var instance in instances)
            flaws.AddRange(await audit.Check(tx, instance, stop));
        return flaws;
    }, stop);
}
