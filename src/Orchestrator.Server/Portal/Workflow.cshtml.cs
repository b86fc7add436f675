using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Drafts;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>The versions of one process: who published which, to take away or to put back.</summary>
[ForHoldersOf(Act.PublishWorkflows)]
public sealed class WorkflowModel(Database db, MakeDraft make, Visit visit) : PageModel
{
    private IReadOnlyDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<PublishedLine> Lines { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public string NameOf(string key) => key == PublishFolder.FromFolder ? "系统" : names.GetValueOrDefault(key, key);

    public async Task<IActionResult> OnGet(string id, CancellationToken stop)
    {
        await db.InTransaction(async tx =>
        {
            Lines = await PublishedVersions.Of(tx, new DefinitionId(id), stop);
            names = await ActorNames.Of(tx, [.. Lines.Select(line => line.By)], stop);
        }, stop);
        return Lines.Count > 0 ? Page() : NotFound();
    }

    public async Task<IActionResult> OnGetZip(string id, int version, CancellationToken stop)
    {
        var asked = new DefinitionVersion(new DefinitionId(id), version);
        return await db.InTransaction(tx => PublishedVersions.Folder(tx, asked, stop), stop) is { } folder
            ? Downloads.Of(folder, $"{id}-v{version}.zip")
            : NotFound();
    }

    public async Task<IActionResult> OnPost([FromRoute] string id, int version, CancellationToken stop)
    {
        var asked = new DefinitionVersion(new DefinitionId(id), version);
        var (draft, problems) = await make.PutBack(asked, visit.Actor, stop);
        if (draft is { } made)
            return Redirect($"/workflow-drafts/{made}");
        Problems = problems;
        return await OnGet(id, stop);
    }
}
