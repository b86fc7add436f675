using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>撤销问题: the director's, with reason and basis.</summary>
public sealed class DropItemPageModel(Database db, DropItem drop, Visit visit) : PageModel
{
    public ItemListed? Item { get; private set; }
    public FormView View { get; private set; } = FormView.Fresh(ActForms.Drop, FormSetting.Plain);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop) =>
        await Load(id, stop) ?? (Item is null ? NotFound() : Page());

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        if (await Load(id, stop) is { } refused)
            return refused;
        if (Item is null || visit.Official is not { } official)
            return NotFound();
        View = PostedAct.Read(ActForms.Drop, Request.Form);
        if (View.Problems.IsEmpty && await drop.Run(new DropItem.Request(
            id, View.Content.TextOf("reason")!, View.Content.TextOf("basis")!), official, stop) is { } problem)
            View = View with { Problems = ImmutableArray.Create<Problem>(problem) };
        if (!View.Problems.IsEmpty)
            return Page();
        TempData["Done"] = "问题已撤销，单位将收到邮件。";
        return Redirect($"/items/{id}");
    }

    private async Task<IActionResult?> Load(Guid id, CancellationToken stop)
    {
        if (!visit.May(Act.DropItem))
            return Redirect("/error/403");
        var filter = new ListFilter { Today = visit.Today };
        var (list, refused) = await Listing.Read(
            visit, db, (tx, sight) => ItemList.Of(tx, sight, filter, (id, null, false), stop), stop);
        Item = list?.Rows.SingleOrDefault();
        return refused;
    }
}
