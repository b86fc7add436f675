using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One unit, and whoever acts for it.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class UnitModel(Database db, ChangeContact change, Visit visit) : PageModel
{
    public UnitListed? Unit { get; private set; }
    public IReadOnlyList<OnTimeRate> OnTime { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>What was typed and refused.</summary>
    public ChangeContact.Request? Typed { get; private set; }

    public async Task<IActionResult> OnGet(string code, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today };
        var list = await Listing.Read(visit, db, async (tx, sight) =>
        {
            OnTime = await OnTimeRates.Of(tx, sight, (null, code), visit.Today, stop);
            return await UnitList.Of(tx, sight, filter, code, stop);
        }, stop);
        Unit = list.Rows.SingleOrDefault();
        return Unit is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPost([FromRoute] string code, Role role, CancellationToken stop)
    {
        Typed = new ChangeContact.Request
        {
            Actor = visit.Actor,
            UnitCode = code,
            Role = role,
            Name = Request.Form["name"].ToString(),
            Email = Request.Form["email"].ToString(),
            Phone = Request.Form["phone"].FirstOrDefault() is { Length: > 0 } phone ? phone : null,
        };
        Problems = await change.Run(Typed, stop);
        if (!Problems.IsEmpty)
            return await OnGet(code, stop);
        TempData["Done"] = "联系人已变更，未办事项已重新发送。";
        return Redirect($"/units/{Uri.EscapeDataString(code)}");
    }
}
