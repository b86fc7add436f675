using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Portal;

/// <summary>登记纸质签收 of a notice, a letter or an order that the unit has not signed yet.</summary>
[UploadLimit]
public sealed class PaperReceiptPageModel(Database db, PaperReceipt receipt, Visit visit) : PageModel
{
    /// <summary>What waits for a signature; null where nothing of the kind does.</summary>
    public ReceiptWaiting? Waiting { get; private set; }
    public FormView View { get; private set; } = FormView.Fresh(ActForms.PaperReceipt, FormSetting.Plain);

    public async Task<IActionResult> OnGet(Guid task, CancellationToken stop)
    {
        if (Request.Query.ContainsKey(UploadLimitAttribute.TooLarge))
            View = View with { Problems = [Answering.TooLarge] };
        return await Load(task, stop) ?? (Waiting is null ? NotFound() : Page());
    }

    public async Task<IActionResult> OnPost(Guid task, CancellationToken stop)
    {
        if (await Load(task, stop) is { } refused)
            return refused;
        if (Waiting is null || visit.Official is not { } official)
            return NotFound();
        View = PostedAct.Read(ActForms.PaperReceipt, Request.Form);
        if (View.Problems.IsEmpty)
            View = View with
            {
                Problems = await receipt.Run(new PaperReceipt.Request(
                    Waiting.Subject, Waiting.Document, View.Content.DateOf("on")!.Value,
                    await PostedFiles.Read(Request.Form, stop)), official, stop),
            };
        if (!View.Problems.IsEmpty)
            return Page();
        TempData["Done"] = "纸质签收已登记，期限从签收之日起算。";
        return Redirect($"/cases/{Waiting.UnitInspection}");
    }

    private async Task<IActionResult?> Load(Guid task, CancellationToken stop)
    {
        if (!visit.May(Act.RecordPaperReceipt) || visit.Official is not { } official
            || Sight.Of(official) is not { } sight)
            return Redirect("/error/403");
        Waiting = (await db.InTransaction(tx => ReceiptsWaiting.Of(tx, sight, (task, null), stop), stop))
            .SingleOrDefault();
        return null;
    }
}
