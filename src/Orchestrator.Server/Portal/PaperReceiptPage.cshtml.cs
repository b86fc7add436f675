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
[ForHoldersOf(Act.RecordPaperReceipt)]
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
        await Load(task, stop);
        return Waiting is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPost(Guid task, CancellationToken stop)
    {
        await Load(task, stop);
        if (Waiting is null)
            return NotFound();
        View = PostedAct.Read(ActForms.PaperReceipt, Request.Form);
        if (View.Problems.IsEmpty)
            View = View with
            {
                Problems = await receipt.Run(new PaperReceipt.Request(
                    Waiting.Subject, Waiting.Document, View.Content.DateOf("on")!.Value,
                    await PostedFiles.Read(Request.Form, stop)), visit.Actor, stop),
            };
        if (!View.Problems.IsEmpty)
            return Page();
        TempData["Done"] = "纸质签收已登记，期限从签收之日起算。";
        return Redirect($"/cases/{Waiting.UnitInspection}");
    }

    private async Task Load(Guid task, CancellationToken stop) =>
        Waiting = (await db.InTransaction(tx => ReceiptsWaiting.Of(tx, visit.Sight, (task, null), stop), stop))
            .SingleOrDefault();
}
