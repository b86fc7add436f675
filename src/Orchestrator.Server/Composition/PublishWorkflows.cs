using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Composition;

/// <summary>Publishes what changed in the folder of processes when the server starts.</summary>
public sealed class PublishWorkflows(Database db, PublishFolder publish)
{
    /// <summary>One entry per folder; a refused one keeps its earlier version.</summary>
    public async Task<IReadOnlyList<(DefinitionId Id, Publication Publication)>> Run(
        string folder, CancellationToken stop)
    {
        var published = new List<(DefinitionId, Publication)>();
        foreach (var process in WorkflowFolder.ReadAll(folder))
            published.Add((process.Id, await db.InTransaction(
                tx => publish.Run(tx, process, PublishFolder.FromFolder, stop), stop)));
        return published;
    }

    public static ImmutableArray<Problem> Errors(Publication publication) =>
        [.. publication.Problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
}
