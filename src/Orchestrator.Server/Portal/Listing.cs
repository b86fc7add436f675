using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Server.Portal;

/// <summary>What every list page reads from its address: <c>q</c> search, <c>s</c> state, <c>p</c> page.</summary>
public static class Listing
{
    /// <summary>Rows of one export; who needs more narrows the list.</summary>
    public const int MostExported = 10_000;

    public static ListFilter FilterOf(PageModel page, DateOnly today) => new()
    {
        Search = page.Request.Query["q"].FirstOrDefault(),
        State = page.Request.Query["s"].FirstOrDefault() is { Length: > 0 } state ? state : null,
        Campaign = Guid.TryParse(
            page.Request.Query["campaign"].FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : null,
        Today = today,
        Skip = IsExport(page) ? 0 : (PageOf(page) - 1) * Paging.Size,
        Take = IsExport(page) ? MostExported : Paging.Size,
    };

    public static bool IsExport(PageModel page) => page.Request.Query["format"] == "csv";

    public static Paging PagingOf(PageModel page, int total) =>
        new(PageOf(page), total) { Query = page.Request.Query };

    /// <summary>Reads a list as far as whoever is signed in may see.</summary>
    public static Task<Listed<T>> Read<T>(
        Visit visit, Database db, Func<Tx, Sight, Task<Listed<T>>> read, CancellationToken stop) =>
        db.InTransaction(tx => read(tx, visit.Sight), stop);

    private static int PageOf(PageModel page) => int.TryParse(
        page.Request.Query["p"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= 100_000 ? number : 1;
}
