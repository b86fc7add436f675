using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>文书: the register's line, the Word file and the PDF copy.</summary>
internal static class DocumentApi
{
    public static void MapDocuments(this RouteGroupBuilder v1)
    {
        v1.MapGet("/documents/{id:guid}", (Guid id, By by, Database db, CancellationToken stop) =>
            ForReaders(db, (id, by), async tx => Sent(await CaseDocuments.File(tx, id, stop)), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("文书").WithSummary("下载文书（.docx）");
        v1.MapGet("/documents/{id:guid}/pdf", (Guid id, By by, Database db, CancellationToken stop) =>
            ForReaders(db, (id, by), async tx => await CaseDocuments.Pdf(tx, id, stop) is { } file
                ? Sent(file)
                : ApiProblems.Of(404, "SU073", "这份文书还没有PDF；请稍后再取，或使用Word文件（/documents/ID）。"), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("文书").WithSummary("下载PDF副本；尚未生成时为404");
        v1.MapPost("/documents/{id:guid}/pdf", async (Guid id, By by, RetryPdf retry, CancellationToken stop) =>
            await retry.Run(id, by.Actor, stop) is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.ManageUsers).WithTags("文书").WithSummary("重新生成已停止的PDF副本");
        v1.MapGet("/documents/{id:guid}/register", (Guid id, By by, Database db, CancellationToken stop) =>
            ForReaders(db, (id, by), async tx => Results.Ok(await CaseDocuments.Sheet(tx, id, stop)), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("文书").WithSummary("文号、签发、SHA-256、PDF是否已生成");
    }

    private static IResult Sent(DocumentFile? file) => file is null
        ? ApiProblems.NotFound()
        : Results.File(file.Content.ToArray(), Downloads.TypeOf(file), file.FileName);

    private static Task<IResult> ForReaders(
        Database db, (Guid Id, By By) asked, Func<Tx, Task<IResult>> answer, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            if (await CaseDocuments.SubjectOf(tx, asked.Id, stop) is not { } subject
                || (await CaseRows.Read(tx, [subject], stop)).GetValueOrDefault(subject) is not { } found)
                return ApiProblems.NotFound();
            return RightTable.Check(asked.By.Actor, Act.ReadCases, await ReadScope.Of(tx, found, stop)) is { } forbidden
                ? ApiProblems.Refused(forbidden)
                : await answer(tx);
        }, stop);
}
