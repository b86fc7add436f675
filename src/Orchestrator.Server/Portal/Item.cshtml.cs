using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>One problem item.</summary>
public sealed class ItemModel(Database db, Visit visit) : PageModel
{
    public ItemListed? Item { get; private set; }

    public Due Due => new(Item!.DueOn, Item.DueExplanation, visit.Today)
    { IsOver = ItemMoves.IsTerminal(Item.State) };

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today };
        var (list, refused) = await Listing.Read(
            visit, db, (tx, sight) => ItemList.Of(tx, sight, filter, (id, null, false), stop), stop);
        Item = list?.Rows.SingleOrDefault();
        return refused ?? (Item is null ? NotFound() : Page());
    }
}
