using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>我的待办.</summary>
public sealed class IndexModel(Database db, Visit visit, MailWays mail) : PageModel
{
    public TaskTable List { get; private set; } = TaskTable.Nothing;

    /// <summary>What others own too, as far as the reader may do it.</summary>
    public bool ShowsAll => Request.Query["s"] == "all";

    /// <summary>A live database whose mails reach nobody; told to whoever can change it.</summary>
    public bool NothingLeaves => !visit.IsTraining && mail.Settings.Host is null && visit.Is(Role.Administrator);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        List = await TaskTable.Read((this, visit, db), ([], ShowsAll ? null : TaskList.Own), stop);
        return Listing.IsExport(this) ? List.AsCsv("我的待办") : Page();
    }
}

/// <summary>Open tasks of whoever is signed in.</summary>
public sealed record TaskTable(Listed<TaskListed> Listed, DateOnly Today)
{
    public static readonly TaskTable Nothing = new(new Listed<TaskListed>([], 0), default);

    public IReadOnlyList<TaskListed> Rows => Listed.Rows;
    public int Total => Listed.Total;

    public static async Task<TaskTable> Read(
        (PageModel Page, Visit Visit, Database Db) on, (ImmutableArray<string> Forms, string? State) of,
        CancellationToken stop)
    {
        var filter = Listing.FilterOf(on.Page, on.Visit.Today) with { State = of.State };
        return new TaskTable(
            await on.Db.InTransaction(tx => TaskList.Of(tx, on.Visit.Actor, filter, of.Forms, stop), stop),
            filter.Today);
    }

    public FileContentResult AsCsv(string name) => CsvTable.Of(
        name, ["任务", "督导活动", "单位", "承办人", "期限", "期限推算", "收到"],
        Rows.Select(task => (IEnumerable<string?>)
        [
            task.Title, task.Campaign, task.Unit, task.OwnerName,
            task.DueOn is { } due ? Shown.On(due) : null, task.DueExplanation,
            Shown.At(task.Since),
        ]));
}
