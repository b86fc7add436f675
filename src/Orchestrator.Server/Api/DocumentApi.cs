using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>文书: the register's line, the Word file and the PDF copy; 佐证材料: what was handed in.</summary>
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
        v1.MapGet("/inspections/{id:guid}/files/{file:guid}", (
            Guid id, Guid file, By by, Database db, CancellationToken stop) =>
            db.InTransaction(async tx => await CaseFiles.Find(tx, id, file, stop) is not { } found
                ? ApiProblems.NotFound()
                : await Readable(tx, (found.Subject, by), stop)
                    ?? Sent(await CaseFiles.Content(tx, found, stop)), stop))
            .ForHoldersOf(Act.ReadCases).WithTags("单位督导").WithSummary("下载佐证材料：自评、申辩、方案、报告等的附件");
    }

    private static IResult Sent(DocumentFile? file) => file is null
        ? ApiProblems.NotFound()
        : Results.File(file.Content.ToArray(), file.MediaType, file.FileName);

    private static Task<IResult> ForReaders(
        Database db, (Guid Id, By By) asked, Func<Tx, Task<IResult>> answer, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            if (await CaseDocuments.SubjectOf(tx, asked.Id, stop) is not { } subject)
                return ApiProblems.NotFound();
            return await Readable(tx, (subject, asked.By), stop) ?? await answer(tx);
        }, stop);

    /// <summary>Null where whoever asks may read the case.</summary>
    private static async Task<IResult?> Readable(Tx tx, (Guid Subject, By By) asked, CancellationToken stop)
    {
        if ((await CaseRows.Read(tx, [asked.Subject], stop)).GetValueOrDefault(asked.Subject) is not { } found)
            return ApiProblems.NotFound();
        return RightTable.Check(asked.By.Actor, Act.ReadCases, await ReadScope.Of(tx, found, stop)) is { } forbidden
            ? ApiProblems.Refused(forbidden)
            : null;
    }
}
