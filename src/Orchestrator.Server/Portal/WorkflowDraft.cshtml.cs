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

/// <summary>预览: what a draft changes and what is wrong with it, to be published or discarded.</summary>
[ForHoldersOf(Act.PublishWorkflows)]
public sealed class WorkflowDraftModel(Database db, PreviewDraft previews, EndDraft end, Visit visit) : PageModel
{
    public DraftPreview? Preview { get; private set; }
    public string By { get; private set; } = "";
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public static string StyleOf(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "good",
        ChangeKind.Removed => "bad",
        _ => "warn",
    };

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        await db.InTransaction(async tx =>
        {
            Preview = await previews.Run(tx, id, stop);
            if (Preview?.Draft.By is { } key)
                By = key == PublishFolder.FromFolder ? "系统" : (await ActorNames.Of(tx, [key], stop))[key];
        }, stop);
        return Preview is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnGetZip(Guid id, CancellationToken stop)
    {
        return await db.InTransaction(tx => PreviewDraft.Folder(tx, id, stop), stop) is { } folder
            ? Downloads.Of(folder, $"{folder.Id}-draft.zip")
            : NotFound();
    }

    public async Task<IActionResult> OnPost(Guid id, string? act, int? against, CancellationToken stop)
    {
        return act == "discard"
            ? await Discard(id, stop)
            : await Publish(new EndDraft.Publish(visit.Actor, id, against), stop);
    }

    private async Task<IActionResult> Publish(EndDraft.Publish request, CancellationToken stop)
    {
        var (version, problems) = await end.Run(request, stop);
        if (version is { } made)
        {
            TempData["Done"] = $"“{made.Definition}”第{made.Version}版已发布；以后发起的活动使用这一版，正在办理的仍用原版本。";
            return Redirect($"/workflows/{made.Definition}");
        }

        Problems = problems;
        return await OnGet(request.Draft, stop);
    }

    private async Task<IActionResult> Discard(Guid id, CancellationToken stop)
    {
        if (await end.Discard(id, visit.Actor, stop) is { } problem)
        {
            Problems = [problem];
            return await OnGet(id, stop);
        }

        TempData["Done"] = "草稿已放弃，现行版本没有改动。";
        return Redirect("/workflows");
    }
}
