using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One problem item.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class ItemModel(Database db, Visit visit) : PageModel
{
    public ItemListed? Item { get; private set; }

    public IReadOnlyList<ExtensionListed> Extensions { get; private set; } = [];

    /// <summary>佐证材料 of the item.</summary>
    public IReadOnlyList<CaseFile> Files { get; private set; } = [];

    /// <summary>What the reader may do with the item beside its tasks.</summary>
    public IEnumerable<(string Title, string Href)> Ways
    {
        get
        {
            if (Item is { DueOn: not null, State: var state } && ExtensionRule.Allows(state)
                && (visit.May(Act.RequestExtension) || visit.May(Act.GrantExtension)
                    || Extensions.Any(one => one.State == "Requested") && visit.May(Act.GrantSecondExtension)))
                yield return ("延期", $"/items/{Item.Id}/extension");
            if (visit.May(Act.DropItem) && !ItemMoves.IsTerminal(Item!.State))
                yield return ("撤销问题", $"/items/{Item.Id}/drop");
        }
    }

    public Due Due => new(Item!.DueOn, Item.DueExplanation, visit.Today)
    { IsOver = ItemMoves.IsTerminal(Item.State) };

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today };
        var list = await Listing.Read(
            visit, db, async (tx, sight) =>
            {
                Extensions = await ExtensionList.Of(tx, id, stop);
                var items = await ItemList.Of(tx, sight, filter, (id, null, null), stop);
                Files = items.Rows is [var seen] ? await CaseFiles.OfItem(tx, (seen.UnitInspection, id), stop) : [];
                return items;
            }, stop);
        Item = list.Rows.SingleOrDefault();
        return Item is null ? NotFound() : Page();
    }
}
