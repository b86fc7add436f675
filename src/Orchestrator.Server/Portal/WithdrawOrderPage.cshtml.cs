using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>撤回督办单: the director's, with a reason.</summary>
public sealed class WithdrawOrderPageModel(Database db, WithdrawOrder withdraw, Visit visit) : PageModel
{
    public OrderListed? Order { get; private set; }
    public FormView View { get; private set; } = FormView.Fresh(ActForms.WithdrawOrder, FormSetting.Plain);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop) =>
        await Load(id, stop) ?? (Order is null ? NotFound() : Page());

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        if (await Load(id, stop) is { } refused)
            return refused;
        if (Order is null || visit.Official is not { } official)
            return NotFound();
        View = PostedAct.Read(ActForms.WithdrawOrder, Request.Form);
        if (View.Problems.IsEmpty && await withdraw.Run(new WithdrawOrder.Request(
            id, View.Content.TextOf("reason")!), official, stop) is { } problem)
            View = View with { Problems = ImmutableArray.Create<Problem>(problem) };
        if (!View.Problems.IsEmpty)
            return Page();
        TempData["Done"] = "督办单已撤回，撤回说明已印发，原收件人将收到邮件。";
        return Redirect($"/orders/{id}");
    }

    private async Task<IActionResult?> Load(Guid id, CancellationToken stop)
    {
        if (!visit.May(Act.WithdrawOrder))
            return Redirect("/error/403");
        var filter = new ListFilter { Today = visit.Today };
        var (list, refused) = await Listing.Read(
            visit, db, (tx, sight) => OrderList.Of(tx, sight, filter, (id, null), stop), stop);
        Order = list?.Rows.SingleOrDefault();
        return refused;
    }
}
