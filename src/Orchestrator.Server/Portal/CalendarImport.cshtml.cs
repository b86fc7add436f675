using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Supervision.CalendarChanges;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>导入放假安排: the file, then what it would change, then the change.</summary>
[ForHoldersOf(Act.ImportCalendar)]
public sealed class CalendarImportModel(ImportCalendar import, Visit visit) : PageModel
{
    /// <summary>Rows of moved dates that a page shows.</summary>
    public const int MostMoves = 200;

    private const int MostBytes = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [BindProperty]
    public int? Year { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The text of the file, between the preview and the confirmation.</summary>
    [BindProperty]
    public string? Csv { get; set; }

    public CalendarChange? Preview { get; private set; }
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public void OnGet(int? year) => Year = year ?? visit.Today.Year + 1;

    public async Task<IActionResult> OnPostPreview(IFormFile? file, CancellationToken stop)
    {
        if (Asked(await Text(file, stop)) is not { } request)
            return Page();
        (Preview, Problems) = await import.Preview(request, stop);
        return Page();
    }

    public async Task<IActionResult> OnPostImport(CancellationToken stop)
    {
        if (Asked(Csv) is not { } request)
            return Page();
        (var change, Problems) = await import.Run(request, stop);
        if (change is null)
        {
            (Preview, _) = await import.Preview(request, stop);
            return Page();
        }

        TempData["Done"] = change switch
        {
            { IsNew: false } => $"{change.Year}年的放假安排与现有的相同，没有变化。",
            { Moves.IsEmpty: true } => $"{change.Year}年的放假安排已成为工作日历第{change.Version.Number}版，没有期限因此顺延。",
            _ => $"{change.Year}年的放假安排已成为工作日历第{change.Version.Number}版，{change.Moves.Length}项期限顺延，须由单位、承办人办理的已通知。",
        };
        return Redirect($"/calendar?year={change.Year}");
    }

    /// <summary>Null where there is a problem.</summary>
    private ImportCalendar.Request? Asked(string? csv)
    {
        Csv = csv;
        if (csv is null && Problems.IsEmpty)
            Problems = [new Problem("CA014", "file", "请选择放假安排的CSV文件；没有导入。")];
        return Problems.IsEmpty
            ? new() { Actor = visit.Actor, Year = Year ?? 0, Csv = csv!, Reason = Reason ?? "" }
            : null;
    }

    private async Task<string?> Text(IFormFile? file, CancellationToken stop)
    {
        if (file is null or { Length: 0 })
            return null;
        if (file.Length > MostBytes)
        {
            Problems = [new Problem("CA014", "file",
                $"文件应不超过{MostBytes / 1024}KB，实为{file.Length / 1024}KB；没有导入。请核对是否选错了文件。")];
            return null;
        }

        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, stop);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Problems = [new Problem("CA014", "file",
                "文件应为UTF-8编码的CSV，实际不是；没有导入。请在表格软件中另存为“CSV UTF-8”后再选择。")];
            return null;
        }
    }
}
