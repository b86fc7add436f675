using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>异常: what stands still, and the button that lets it go on.</summary>
public sealed class IncidentsModel(Database db, WorkflowClient workflows, Turn turn, Visit visit) : PageModel
{
    public IReadOnlyList<OpenIncident> Rows { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        if (!visit.May(Act.ManageUsers))
            return Redirect("/error/403");
        Rows = await db.InTransaction(tx => OpenIncidents.Read(tx, stop), stop);
        return Page();
    }

    public async Task<IActionResult> OnPost(long incident, CancellationToken stop)
    {
        if (!visit.May(Act.ManageUsers))
            return Redirect("/error/403");
        try
        {
            await db.InTransaction(async tx =>
            {
                await workflows.Retry(tx, incident, stop);
                await turn.Advance(tx, stop);
            }, stop);
        }
        catch (WorkflowRefusedException refused)
        {
            Problems = [refused.Problem];
            return await OnGet(stop);
        }

        TempData["Done"] = "已重试；如仍有异常，会再次列出。";
        return Redirect("/incidents");
    }
}
