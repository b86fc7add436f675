using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>What the audit says of everything that ever ran in a database.</summary>
internal static class Histories
{
    /// <summary>Broken chains, states that are not the fold of their events, turns that replay otherwise.</summary>
    public static async Task<ImmutableArray<Problem>> Flaws(Database db, CancellationToken stop) =>
        (await new WholeJournal(db, new JournalAudit(new DefinitionStore())).Check(default, stop)).Flaws;
}
