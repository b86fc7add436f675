using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>异常: what stands still, and the button that lets it go on; whether the records of all that went on hold.
/// </summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed class IncidentsModel(
    Database db, DefinitionStore definitions, RetryIncident retry, Visit visit) : PageModel
{
    public IReadOnlyList<OpenIncident> Rows { get; private set; } = [];

    /// <summary>What time should have started and this server cannot read.</summary>
    public IReadOnlyList<Problem> NotStarted { get; private set; } = [];

    /// <summary>Mailboxes that cannot be read: bounces and replies wait there.</summary>
    public IReadOnlyList<IntakeOutage> Outages { get; private set; } = [];

    /// <summary>Null: the journal was never audited.</summary>
    public JournalAudited? Audited { get; private set; }
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        await db.InTransaction(async tx =>
        {
            Rows = await OpenIncidents.Read(tx, stop);
            NotStarted = await DueTriggers.Unreadable(tx, definitions, stop);
            Outages = await IntakeCursor.Outages(tx, stop);
            Audited = await AuditJournal.Last(tx, stop);
        }, stop);
        return Page();
    }

    public async Task<IActionResult> OnPost(long incident, CancellationToken stop)
    {
        if (await Retried(incident, stop) is { } problem)
        {
            Problems = [problem];
            return await OnGet(stop);
        }

        TempData["Done"] = "已重试；如仍有异常，会再次列出。";
        return Redirect("/incidents");
    }

    private async Task<Problem?> Retried(long incident, CancellationToken stop)
    {
        try
        {
            return await retry.Run(incident, null, visit.Actor, stop);
        }
        catch (WorkflowRefusedException refused)
        {
            return refused.Problem;
        }
    }
}
