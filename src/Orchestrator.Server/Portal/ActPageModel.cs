using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>An act of the office on one object.</summary>
/// <param name="Form">What is asked.</param>
/// <param name="Done">Said when it is done.</param>
/// <param name="Objects">Where the object's own page lies.</param>
public sealed record OfficeAct(FormDefinition Form, string Done, string Objects);

/// <summary>The page of such an act: shows the object, asks, acts, and goes back to the object.</summary>
public abstract class ActPageModel<T>(Database db, Visit visit, OfficeAct act) : PageModel
    where T : class
{
    /// <summary>Null where there is none, or the reader may not see it.</summary>
    public T? Subject { get; private set; }
    public FormView View { get; private set; } = FormView.Fresh(act.Form, FormSetting.Plain);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        await Load(id, stop);
        return Subject is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        await Load(id, stop);
        if (Subject is null)
            return NotFound();
        View = PostedAct.Read(act.Form, Request.Form);
        if (View.Problems.IsEmpty && await Run(id, View.Content, visit.Actor, stop) is { } problem)
            View = View with { Problems = ImmutableArray.Create<Problem>(problem) };
        if (!View.Problems.IsEmpty)
            return Page();
        TempData["Done"] = act.Done;
        return Redirect($"{act.Objects}/{id}");
    }

    protected abstract Task<Listed<T>> Find(Tx tx, Sight sight, Guid id, ListFilter filter, CancellationToken stop);

    protected abstract Task<Problem?> Run(
        Guid id, JsonElement content, Actor.Official official, CancellationToken stop);

    private async Task Load(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today };
        var list = await Listing.Read(visit, db, (tx, sight) => Find(tx, sight, id, filter, stop), stop);
        Subject = list.Rows.SingleOrDefault();
    }
}
