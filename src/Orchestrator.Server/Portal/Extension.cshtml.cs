using System.Collections.Immutable;
using System.Text.Json;
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

/// <summary>延期 of one item: asked for by the office, or decided; never both at once.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class ExtensionModel(
    Database db, RequestExtension request, DecideExtension decide, Visit visit) : PageModel
{
    private ExtensionTerms terms;

    public ItemListed? Item { get; private set; }
    public IReadOnlyList<ExtensionListed> Asked { get; private set; } = [];

    /// <summary>Null where the reader can do nothing here now.</summary>
    public FormView? View { get; private set; }

    public Due Due => new(Item!.DueOn, Item.DueExplanation, visit.Today);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        await Load(id, stop);
        View = Form is { } form ? FormView.Fresh(form, FormSetting.Plain) : null;
        return Item is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        await Load(id, stop);
        if (Form is not { } form)
            return Item is null ? NotFound() : StatusCode(StatusCodes.Status403Forbidden);
        View = PostedAct.Read(form, Request.Form);
        if (!View.Problems.IsEmpty)
            return Page();
        var outcome = Request.Form["outcome"].ToString();
        if (await Run(id, outcome, stop) is { } problem)
        {
            View = View with { Problems = ImmutableArray.Create<Problem>(problem) };
            return Page();
        }

        TempData["Done"] = outcome == "Requested" ? "延期申请已登记，等待决定。" : "已作出决定，单位将收到邮件。";
        return Redirect($"/items/{id}");
    }

    private FormDefinition? Form => (Item?.State, Asked.FirstOrDefault(one => one.State == "Requested")) switch
    {
        (_, { } waiting) => visit.May(waiting.Ordinal > 1 ? Act.GrantSecondExtension : Act.GrantExtension)
            ? ActForms.ExtensionDecision
            : null,
        ({ } state, _) when !ExtensionRule.Allows(state) => null,
        (null, _) => null,
        _ when visit.May(Act.RequestExtension) => ActForms.Extension(terms),
        _ when visit.May(Act.GrantExtension) => ActForms.LateExtension(terms),
        _ => null,
    };

    private Task<Problem?> Run(Guid item, string outcome, CancellationToken stop)
    {
        JsonElement content = View!.Content;
        return outcome == "Requested"
            ? request.Run(new RequestExtension.Request(item, content.NumberOf("days")!.Value,
                content.TextOf("reason")!, content.TextOf("overrideReason")), visit.Actor, stop)
            : decide.Run(new DecideExtension.Request(
                item, outcome == "Granted", content.TextOf("reason")), visit.Actor, stop);
    }

    private async Task Load(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today };
        var list = await Listing.Read(visit, db, async (tx, sight) =>
        {
            Asked = await ExtensionList.Of(tx, id, stop);
            var items = await ItemList.Of(tx, sight, filter, (id, null, null), stop);
            terms = items.Rows.Count > 0 ? await request.Terms(tx, id, stop) : default;
            return items;
        }, stop);
        Item = list.Rows.SingleOrDefault();
    }
}
