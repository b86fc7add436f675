using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>A document as a page that prints, its Word file and its PDF copy, for whoever may read its case.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class DocumentModel(Database db, OfficeProgram office, RetryPdf retry, Visit visit) : PageModel
{
    public DocumentSheet? Sheet { get; private set; }
    public ImmutableArray<PageBlock> Blocks { get; private set; } = [];
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public bool MayRetry => Sheet!.Pdf == PdfState.GivenUp && visit.May(Act.ManageUsers);

    /// <summary>What stands where the PDF copy is not there yet.</summary>
    public string PdfSentence => Sheet!.Pdf switch
    {
        PdfState.GivenUp => $"PDF没有生成（{Sheet.PdfFailure}），请使用Word文件，并告知系统管理员。",
        _ when !office.IsInstalled => "服务器没有安装LibreOffice，暂不能生成PDF；请使用Word文件或直接打印本页。",
        _ => "PDF正在生成，一般在一分钟内完成；请稍后刷新。",
    };

    public Task<IActionResult> OnGet(Guid id, CancellationToken stop) => ForReaders(id, async tx =>
    {
        Sheet = await CaseDocuments.Sheet(tx, id, stop);
        if (await CaseDocuments.File(tx, id, stop) is { } file)
            Blocks = DocumentPage.Read(file.Content);
        return Sheet is null ? NotFound() : Page();
    }, stop);

    /// <summary>The copy was given up, and is to be tried anew.</summary>
    public async Task<IActionResult> OnPost(Guid id, CancellationToken stop)
    {
        if (await retry.Run(id, visit.Actor, stop) is { } problem)
        {
            Problems = [problem];
            return await OnGet(id, stop);
        }

        TempData["Done"] = "已重新排队，一般在一分钟内生成；仍不成功的，会再次显示原因。";
        return Redirect($"/documents/{id}");
    }

    public Task<IActionResult> OnGetWord(Guid id, CancellationToken stop) => ForReaders(id, async tx =>
        await CaseDocuments.File(tx, id, stop) is { } file ? Downloads.Of(file) : NotFound(), stop);

    public Task<IActionResult> OnGetPdf(Guid id, CancellationToken stop) => ForReaders(id, async tx =>
        await CaseDocuments.Pdf(tx, id, stop) is { } file ? Downloads.Of(file) : NotFound(), stop);

    private Task<IActionResult> ForReaders(Guid id, Func<Tx, Task<IActionResult>> answer, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            if (await CaseDocuments.SubjectOf(tx, id, stop) is not { } subject
                || (await CaseRows.Read(tx, [subject], stop)).GetValueOrDefault(subject) is not { } found)
                return NotFound();
            var scope = await ReadScope.Of(tx, found, stop);
            return RightTable.Check(visit.Actor, Act.ReadCases, scope) is null ? await answer(tx) : NotFound();
        }, stop);
}
