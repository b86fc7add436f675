using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Orchestrator.Engine;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Tasks;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Orchestrator.Server.Api;

/// <summary>
/// Tasks: whatever a person decides is the answer to one (docs/adr/0002). Files come in base64 within the JSON, or as
/// parts beside <c>outcome</c> and <c>content</c>.
/// </summary>
internal static class TaskApi
{
    public sealed record Answer(string Outcome, JsonElement? Content = null, IReadOnlyList<AnswerFile>? Files = null);

    /// <param name="Name">With its ending.</param>
    /// <param name="Content">Base64.</param>
    public sealed record AnswerFile(string Name, byte[] Content);

    private sealed record Given(string Outcome, JsonElement? Content, ImmutableArray<UploadedFile> Files);

    /// <summary>Base64 takes four bytes for three.</summary>
    private const long MostJsonBytes = PostedFiles.MostBytes / 3 * 4 + 4;

    public static void MapTasks(this RouteGroupBuilder v1)
    {
        v1.MapGet("/tasks/{id:guid}", async (
            Guid id, By by, ReadTask read, ReadAnswer readAnswer, CancellationToken stop) =>
        {
            var (sheet, problem) = await read.Run(id, by.Actor, stop);
            if (sheet is not null)
                return Results.Ok(Shown(sheet));
            return await readAnswer.Run(id, by.Actor, stop) is { } answered
                ? Results.Ok(Shown(answered))
                : ApiProblems.Refused(problem!);
        }).ForWhoeverIsKnown().WithTags("任务").WithSummary("一项任务及其表单；已办理的，为办理内容（answer）");
        v1.MapPost("/tasks/{id:guid}/answer", async (
            Guid id, HttpContext context, By by, AnswerTask answer, CancellationToken stop) =>
        {
            var given = context.Request.HasFormContentType
                ? await Parts(context.Request, stop)
                : await Whole(context.Request, stop);
            var answered = await answer.Run(new AnswerTask.Request
            {
                Task = id,
                Actor = by.Actor,
                Outcome = given.Outcome,
                Content = given.Content is { ValueKind: not JsonValueKind.Null } content
                    ? Readable(content)
                    : Json.EmptyObject,
                Files = given.Files,
            }, stop);
            return answered.Receipt is { } receipt
                ? Results.Ok(new { receipt.Task, receipt.Outcome, receipt.At })
                : ApiProblems.Refused(answered.Problems);
        }).ForWhoeverIsKnown()
            .WithMetadata(new RequestSizeLimitAttribute(MostJsonBytes))
            .Accepts<Answer>("application/json", "multipart/form-data")
            .WithTags("任务").WithSummary("办理任务：审批、印发、记录、签收、报送、核查都在这里");
    }

    private static async Task<Given> Whole(HttpRequest request, CancellationToken stop)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("expected JSON or parts", StatusCodes.Status415UnsupportedMediaType);
        var options = request.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value;
        try
        {
            return await request.ReadFromJsonAsync<Answer>(options.SerializerOptions, stop) is { } answer
                ? new Given(answer.Outcome, answer.Content, Uploads(answer.Files ?? []))
                : throw new BadHttpRequestException("expected an answer, got null");
        }
        catch (JsonException error)
        {
            throw new BadHttpRequestException("not an answer", error);
        }
    }

    /// <exception cref="BadHttpRequestException">A text holds half of a surrogate pair: nobody can read it.</exception>
    private static JsonElement Readable(JsonElement content)
    {
        try
        {
            using var writer = new Utf8JsonWriter(Stream.Null);
            content.WriteTo(writer);
            return content;
        }
        catch (InvalidOperationException)
        {
            throw new BadHttpRequestException("not text", new NotTextException("$.content"));
        }
    }

    /// <exception cref="BadHttpRequestException">There is a null among them.</exception>
    public static ImmutableArray<UploadedFile> Uploads(IReadOnlyList<AnswerFile?> files) =>
    [
        .. files.Select(file => file is null
            ? throw new BadHttpRequestException("expected a file, found null", new JsonException(null, "$.files", 0, 0))
            : new UploadedFile(file.Name, file.Content)),
    ];

    private static async Task<Given> Parts(HttpRequest request, CancellationToken stop)
    {
        var form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MostJsonBytes }, stop);
        try
        {
            var content = form["content"].ToString() is { Length: > 0 } text ? Json.Parse(text) : (JsonElement?)null;
            return new Given(form["outcome"].ToString(), content, await PostedFiles.Read(form, stop));
        }
        catch (JsonException error)
        {
            throw new BadHttpRequestException("not the content of an answer", error);
        }
    }

    private static object Shown(AnswerSheet sheet) => new
    {
        sheet.Task.Id,
        sheet.Task.State,
        sheet.Task.Title,
        FormName = sheet.Task.Form,
        Assignee = sheet.Task.Role,
        sheet.Task.DueOn,
        sheet.Task.DueExplanation,
        sheet.UnitInspection,
        Subject = sheet.Task.Subject,
        sheet.Form,
        sheet.Setting.Options,
        Answer = new { sheet.Outcome, sheet.Chosen, sheet.Content, sheet.By, sheet.At },
        sheet.Files,
    };

    private static object Shown(TaskSheet sheet) => new
    {
        sheet.Task.Id,
        sheet.Task.State,
        sheet.Task.Title,
        FormName = sheet.Task.Form,
        Assignee = sheet.Task.Role,
        sheet.Task.Owner,
        OwnerName = sheet.Owner,
        OwnerChanges = sheet.Changes,
        sheet.Task.DueOn,
        sheet.Task.DueExplanation,
        sheet.UnitInspection,
        Subject = sheet.Task.Subject,
        Facts = sheet.Setting.Facts.Select(fact => new { fact.Label, fact.Text }),
        sheet.Form,
        sheet.Setting.Options,
        sheet.Setting.Values,
        sheet.Documents,
        sheet.Files,
    };
}
