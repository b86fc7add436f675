using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Drafts;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>流程: what is published, what waits as a draft, and the way in for a new one.</summary>
[ForHoldersOf(Act.PublishWorkflows)]
[UploadLimit(MostBytes)]
public sealed class WorkflowsModel(Database db, MakeDraft make, Visit visit) : PageModel
{
    /// <summary>The archive, and a little for the form around it.</summary>
    private const long MostBytes = WorkflowArchive.MostBytes + 64 * 1024;

    private IReadOnlyDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<PublishedLine> Lines { get; private set; } = [];
    public IReadOnlyList<Draft> Drafts { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public string NameOf(string key) => key == PublishFolder.FromFolder ? "系统" : names.GetValueOrDefault(key, key);

    public static string NameOf(Draft draft) =>
        draft.Definition.Value is { Length: > 0 } id ? id : "（读不出流程标识）";

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        if (Request.Query.ContainsKey(UploadLimitAttribute.TooLarge))
            Problems = [WorkflowArchive.TooLarge];
        await db.InTransaction(async tx =>
        {
            Lines = await PublishedVersions.Newest(tx, stop);
            Drafts = await PreviewDraft.Open(tx, stop);
            names = await ActorNames.Of(
                tx, [.. Lines.Select(line => line.By), .. Drafts.Select(draft => draft.By)], stop);
        }, stop);
        return Page();
    }

    public async Task<IActionResult> OnPost(IFormFile? archive, CancellationToken stop)
    {
        using var content = new MemoryStream();
        if (archive is not null)
            await archive.CopyToAsync(content, stop);
        var upload = new MakeDraft.Upload(visit.Actor, archive?.FileName ?? "", content.ToArray());
        var (draft, problems) = await make.Run(upload, stop);
        if (draft is { } made)
            return Redirect($"/workflow-drafts/{made}");
        Problems = problems;
        return await OnGet(stop);
    }
}
