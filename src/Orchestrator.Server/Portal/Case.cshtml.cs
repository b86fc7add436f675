using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>单位督导: one unit's case as a line of time.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class CaseModel(Database db, Visit visit) : PageModel
{
    public CaseStory? Story { get; private set; }
    public IReadOnlyList<ItemListed> Items { get; private set; } = [];

    /// <summary>What may be recorded as signed on paper.</summary>
    public IReadOnlyList<ReceiptWaiting> Receipts { get; private set; } = [];
    public IReadOnlyList<OrderListed> Orders { get; private set; } = [];
    public IReadOnlyList<CaseInterview> Interviews { get; private set; } = [];

    /// <summary>One at a time.</summary>
    public bool MayPropose =>
        visit.May(Act.ProposeInterview) && Interviews.All(one => InterviewMoves.IsOver(one.State));

    public IReadOnlyList<(CaseWait Wait, Due Due)> Rows =>
        [.. Story!.Waits.Select(wait => (wait, new Due(wait.DueOn, wait.DueExplanation, visit.Today)))];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today, Take = 500 };
        await db.InTransaction(async tx =>
        {
            var sight = visit.Sight;
            Receipts = visit.May(Act.RecordPaperReceipt) ? await ReceiptsWaiting.Of(tx, sight, (null, id), stop) : [];
            Story = await ReadCaseStory.Of(tx, sight, id, stop);
            Orders = (await OrderList.Of(tx, sight, filter, (null, id), stop)).Rows;
            Interviews = Story is null ? [] : await CaseInterviews.Of(tx, id, stop);
            var items = await ItemList.Of(tx, sight, filter, (null, id, null), stop);
            Items = [.. items.Rows.OrderBy(item => item.Number)];
        }, stop);
        return Story is null ? NotFound() : Page();
    }

    public Due DueOf(ItemListed item) => new(item.DueOn, item.DueExplanation, visit.Today)
    { IsOver = !ItemMoves.IsOwed(item.State) };
}
