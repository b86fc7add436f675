using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Portal;

/// <summary>
/// One task: what it is about, with the form that answers it for whoever is asked; once it is answered, what was
/// answered, for whoever may read the case.
/// </summary>
[UploadLimit]
public sealed class TaskPageModel(
    ReadTask read, ReadAnswer readAnswer, AnswerTask answers, Visit visit) : PageModel
{
    public TaskSheet? Sheet { get; private set; }
    public FormView? View { get; private set; }

    /// <summary>What was answered, where the task has ended so.</summary>
    public AnswerSheet? Answer { get; private set; }
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>Its owner, and whoever runs the duty.</summary>
    public bool MayHandOver => visit.May(Act.ManageDuty) || Sheet?.Task.Owner == visit.Actor.Person;

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        if (!await Open(id, stop))
        {
            // Nothing was submitted that could be refused: whoever may read the answer just reads it.
            if (Answer is not null)
                (Problems, Response.StatusCode) = ([], 200);
            return Page();
        }

        View = FormView.Fresh(Sheet!.Form, Sheet.Setting);
        if (Request.Query.ContainsKey(UploadLimitAttribute.TooLarge))
            View = View with { Problems = [Answering.TooLarge] };
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        if (!await Open(id, stop))
            return Page();
        var step = await Answering.Run(answers, (Sheet!, visit.Actor), Request.Form, stop);
        View = step.View;
        if (step.Receipt is not { } receipt)
            return Page();
        var outcome = AnsweredView.Outcome(Sheet!.Form, receipt.Outcome);
        TempData["Done"] = $"“{Sheet.Task.Title}”已办理：{outcome}（{Shown.At(receipt.At)}）。";
        return Redirect("/");
    }

    private async Task<bool> Open(Guid id, CancellationToken stop)
    {
        var (sheet, problem) = await read.Run(id, visit.Actor, stop);
        Sheet = sheet;
        Problems = problem is null ? [] : [problem];
        Answer = sheet is null ? await readAnswer.Run(id, visit.Actor, stop) : null;
        if (problem is not null)
            Response.StatusCode = problem.Code switch { "SU062" => 404, "AU010" or "AU011" => 403, _ => 410 };
        return sheet is not null;
    }
}
