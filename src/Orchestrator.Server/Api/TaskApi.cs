using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Api;

/// <summary>Answering tasks: whatever a person decides is the answer to one (docs/adr/0002).</summary>
internal static class TaskApi
{
    public sealed record Answer(string Outcome, JsonElement? Content, IReadOnlyList<AnswerFile>? Files);

    /// <param name="Name">With its ending.</param>
    /// <param name="Content">Base64.</param>
    public sealed record AnswerFile(string Name, byte[] Content);

    public static void MapTasks(this RouteGroupBuilder v1) => v1.MapPost("/tasks/{id:guid}/answer", async (
        Guid id, Answer body, HttpContext context, AnswerTask answer, CancellationToken stop) =>
    {
        if (context.Actor() is not { } actor)
            return ApiParts.Nobody();
        var answered = await answer.Run(new AnswerTask.Request
        {
            Task = id,
            Actor = actor,
            Outcome = body.Outcome,
            Content = body.Content ?? Json.EmptyObject,
            Files = [.. (body.Files ?? []).Select(file => new UploadedFile(file.Name, file.Content))],
        }, stop);
        return answered.Receipt is { } receipt
            ? Results.Ok(new { receipt.Task, receipt.Outcome, receipt.At })
            : ApiParts.Refused(answered.Problems);
    });
}
