using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Drafts;

namespace Orchestrator.Server.Composition;

/// <summary>
/// Publishes what changed in the folder of processes when the server starts, except where a person published last:
/// there it becomes a draft for them to look at (docs/adr/0005).
/// </summary>
public sealed class PublishWorkflows(Database db, PublishFolder publish, MakeDraft drafts)
{
    /// <summary>One entry per folder; a refused or held one keeps its earlier version.</summary>
    public async Task<IReadOnlyList<(DefinitionId Id, Publication Publication)>> Run(
        string folder, CancellationToken stop)
    {
        var published = new List<(DefinitionId, Publication)>();
        foreach (var process in WorkflowFolder.ReadAll(folder))
        {
            var publication = await db.InTransaction(
                tx => publish.Run(tx, process, PublishFolder.FromFolder, stop), stop);

            // Crash point: it is held and no draft says so. The next start finds it held again.
            if (publication.IsHeld)
                await drafts.Offer(process, stop);
            published.Add((process.Id, publication));
        }

        return published;
    }

    public static ImmutableArray<Problem> Errors(Publication publication) =>
        [.. publication.Problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
}
