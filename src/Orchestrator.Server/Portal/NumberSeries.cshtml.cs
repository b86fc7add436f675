using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>文号: the sign of each series, and how far its numbers have come this year.</summary>
[ForHoldersOf(Act.ChangeNumberSeries)]
public sealed class NumberSeriesModel(Database db, ChangeSign change, Visit visit) : PageModel
{
    private IReadOnlyDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;

    public int Year { get; private set; }
    public IReadOnlyList<SeriesLine> Lines { get; private set; } = [];
    public IReadOnlyList<SignChange> History { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>The series whose change was refused.</summary>
    public DocumentKind? Typed { get; private set; }

    public string NameOf(string key) => key == "system" ? "系统" : names.GetValueOrDefault(key, key);

    public string KindOf(SignChange change) => NumberSeries.NameOf(change.Kind);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        Year = visit.Today.Year;
        await db.InTransaction(async tx =>
        {
            Lines = await NumberSeries.List(tx, Year, stop);
            History = await NumberSeries.History(tx, stop);
            names = await ActorNames.Of(tx, [.. History.Select(entry => entry.By)], stop);
        }, stop);
        return Page();
    }

    public async Task<IActionResult> OnPost(DocumentKind kind, string? sign, string? reason, CancellationToken stop)
    {
        var request = new ChangeSign.Request(visit.Actor, kind, sign ?? "", reason ?? "");
        if (await change.Run(request, stop) is { } problem)
        {
            (Problems, Typed) = ([problem], kind);
            return await OnGet(stop);
        }

        TempData["Done"] = $"以后印发的{NumberSeries.NameOf(kind)}用“{request.Sign.Trim()}”。";
        return Redirect("/number-series");
    }
}
