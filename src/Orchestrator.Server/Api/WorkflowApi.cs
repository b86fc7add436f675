using Microsoft.AspNetCore.Mvc;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal;
using Orchestrator.Supervision.Drafts;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>流程: published versions as zips, drafts with their preview, and publishing.</summary>
internal static class WorkflowApi
{
    /// <param name="Against">The version that the preview compared with; null: none was published.</param>
    public sealed record Publishing(int? Against);

    public static void MapWorkflows(this RouteGroupBuilder v1)
    {
        v1.MapGet("/workflows", async (Database db, CancellationToken stop) => Results.Ok(
            (await db.InTransaction(tx => PublishedVersions.Newest(tx, stop), stop)).Select(Shown)))
            .ForPublishers("流程清单：现行版本、发布人和时间");
        v1.MapGet("/workflows/{id}/versions", async (string id, Database db, CancellationToken stop) => Results.Ok(
            (await db.InTransaction(tx => PublishedVersions.Of(tx, new DefinitionId(id), stop), stop)).Select(Shown)))
            .ForPublishers("一个流程的全部版本及发布时的提醒，新的在前");
        v1.MapGet("/workflows/{id}/versions/{version:int}", async (
            string id, int version, Database db, CancellationToken stop) =>
            await db.InTransaction(tx => PublishedVersions.Folder(tx, Version(id, version), stop), stop) is { } folder
                ? Zip(folder, $"{id}-v{version}.zip") : ApiProblems.NotFound())
            .ForPublishers("下载一版（zip）");
        v1.MapPost("/workflows/{id}/versions/{version:int}/put-back", async (
            string id, int version, By by, MakeDraft drafts, CancellationToken stop) =>
            Made(await drafts.PutBack(Version(id, version), by.Actor, stop)))
            .ForPublishers("以某一版的内容新建草稿，预览后可以重新发布");
        v1.MapDrafts();
    }

    private static void MapDrafts(this RouteGroupBuilder v1)
    {
        v1.MapGet("/workflow-drafts", async (Database db, CancellationToken stop) => Results.Ok(
            (await db.InTransaction(tx => PreviewDraft.Open(tx, stop), stop)).Select(Shown)))
            .ForPublishers("等待处理的草稿");
        v1.MapPost("/workflow-drafts", async (HttpRequest request, By by, MakeDraft drafts, CancellationToken stop) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, stop);
            return Made(await drafts.Run(new MakeDraft.Upload(by.Actor, "接口上传", body.ToArray()), stop));
        }).WithMetadata(new RequestSizeLimitAttribute(WorkflowArchive.MostBytes + 1))
            .ForPublishers("上传一个流程（请求体为zip），成为草稿；有错误的也保留");
        v1.MapGet("/workflow-drafts/{id:guid}", async (
            Guid id, Database db, PreviewDraft previews, CancellationToken stop) =>
            await db.InTransaction(tx => previews.Run(tx, id, stop), stop) is { } preview
                ? Results.Ok(Shown(preview)) : ApiProblems.NotFound())
            .ForPublishers("预览：与现行版本的差别、错误和提醒");
        v1.MapGet("/workflow-drafts/{id:guid}/zip", async (Guid id, Database db, CancellationToken stop) =>
            await db.InTransaction(tx => PreviewDraft.Folder(tx, id, stop), stop) is { } folder
                ? Zip(folder, $"{folder.Id}-draft.zip") : ApiProblems.NotFound())
            .ForPublishers("下载草稿（zip）");
        v1.MapPost("/workflow-drafts/{id:guid}/publish", async (
            Guid id, Publishing body, By by, EndDraft drafts, CancellationToken stop) =>
        {
            var (version, problems) = await drafts.Run(new EndDraft.Publish(by.Actor, id, body.Against), stop);
            return version is { } made ? Results.Ok(new { Id = made.Definition.Value, made.Version })
                : ApiProblems.Refused(problems);
        }).ForPublishers("发布草稿，成为新的一版；只有以后开始的活动使用");
        v1.MapDelete("/workflow-drafts/{id:guid}", async (Guid id, By by, EndDraft drafts, CancellationToken stop) =>
            await drafts.Discard(id, by.Actor, stop) is { } problem
                ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForPublishers("放弃草稿");
    }

    private static void ForPublishers(this RouteHandlerBuilder endpoint, string summary) =>
        endpoint.ForHoldersOf(Act.PublishWorkflows).WithTags("流程").WithSummary(summary);

    private static DefinitionVersion Version(string id, int version) => new(new DefinitionId(id), version);

    private static IResult Zip(WorkflowFolder folder, string name) =>
        Results.File(WorkflowArchive.Write(folder), Downloads.Zip, name);

    private static IResult Made((Guid? Draft, IReadOnlyList<Problem> Problems) made) => made.Draft is { } draft
        ? Results.Created($"/api/v1/workflow-drafts/{draft}", new { Id = draft })
        : ApiProblems.Refused(made.Problems);

    private static object Shown(PublishedLine line) => new
    {
        Id = line.Version.Definition.Value,
        line.Version.Version,
        line.Name,
        line.By,
        line.At,
        Warnings = line.Warnings.Select(Shown),
    };

    private static object Shown(Draft draft) => new
    {
        draft.Id,
        Definition = draft.Definition.Value,
        draft.Origin,
        draft.By,
        draft.At,
    };

    private static object Shown(DraftPreview preview) => new
    {
        Draft = Shown(preview.Draft),
        preview.Against,
        CanPublish = preview.Errors.IsEmpty,
        Errors = preview.Errors.Select(Shown),
        Warnings = preview.Warnings.Select(Shown),
        Changes = new { preview.Changes.Members, preview.Changes.Activities, preview.Changes.Files },
    };

    private static object Shown(Problem problem) => new { problem.Code, Field = problem.Where, problem.Message };
}
