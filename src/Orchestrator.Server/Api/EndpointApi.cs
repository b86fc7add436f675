using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Engine;
using Orchestrator.Runtime.Http;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>
/// Processes that hear from other systems (Elsa's HttpEndpoint), and the answers that they write, at once or later.
/// </summary>
internal static class EndpointApi
{
    private const int LongestKey = 200;

    public static void MapEndpoints(this RouteGroupBuilder v1)
    {
        v1.MapMethods("/http/{**path}", ["POST", "PUT", "PATCH", "DELETE"], async (
            string path, HttpContext context, By by, TakeRequest take, CancellationToken stop) =>
        {
            var (request, problem) = await Read(context.Request, (path, by.Actor.Key), stop);
            if (request is null)
                return ApiProblems.Refused(problem!);
            var (taken, refused) = await take.Run(request, stop);
            if (taken is null)
                return ApiProblems.Refused(refused!);
            context.Response.Headers.ContentLocation = LinkOf(taken);
            return taken.Response is { } response
                ? new Written(response)
                : Results.Accepted(LinkOf(taken), Shown(taken));
        }).ForHoldersOf(Act.CallProcesses)
            .WithMetadata(new RequestSizeLimitAttribute(HttpLimits.MostAnswerBytes + 1))
            .WithTags("流程").WithSummary("向流程发出请求（HTTP Endpoint）：流程当场答复的，返回其答复；否则202，答复以后在Location处查看");
        v1.MapGet("/http-requests/{id:guid}", async (Guid id, By by, TakeRequest take, CancellationToken stop) =>
            await take.Find(id, stop) is { } kept && (kept.Caller == by.Actor.Key || by.Actor is Actor.Official)
                ? Results.Ok(Shown(kept))
                : ApiProblems.NotFound())
            .ForHoldersOf(Act.CallProcesses, Act.ManageUsers)
            .WithTags("流程").WithSummary("一个请求的情况：pending（尚无答复）或answered，及流程写下的答复");
    }

    private static async Task<(IncomingRequest? Request, Problem? Problem)> Read(
        HttpRequest request, (string Path, string Caller) by, CancellationToken stop)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        var instance = Named(request, "workflowInstanceId", "X-Workflow-Instance-Id");
        if (key.Length > LongestKey)
            return (null, new Problem("AP003", "Idempotency-Key",
                $"幂等键最多{LongestKey}个字符，实有{key.Length}个；请换一个短的键。"));
        var correlation = Named(request, "correlationId", "X-Correlation-Id");
        if (correlation is not null && (correlation.Length > LongestKey || correlation.Any(char.IsControl)))
            return (null, new Problem("AP003", "correlationId",
                $"关联编号最多{LongestKey}个字符，不含控制字符，实有{correlation.Length}个；请换一个短的编号。"));
        if (instance is not null && !Guid.TryParse(instance, out _))
            return (null, new Problem("AP001", "workflowInstanceId", "请求不能理解：流程实例编号不是应有的样子。"));
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, stop);
        return (new IncomingRequest
        {
            Method = request.Method,
            Path = by.Path.Trim('/'),
            Query = request.Query.ToImmutableDictionary(one => one.Key, one => Values(one.Value)),
            Headers = request.Headers.ToImmutableDictionary(
                one => one.Key, one => Values(one.Value), StringComparer.OrdinalIgnoreCase),
            ContentType = request.ContentType,
            Content = body.ToArray(),
            Caller = by.Caller,
            Key = key.Length > 0 ? key : null,
            CorrelationId = correlation,
            Instance = instance is null ? null : new InstanceId(Guid.Parse(instance)),
        }, null);
    }

    private static string? Named(HttpRequest request, string query, string header) =>
        request.Query[query].ToString() is { Length: > 0 } asked ? asked
        : request.Headers[header].ToString() is { Length: > 0 } said ? said
        : null;

    private static ImmutableArray<string> Values(Microsoft.Extensions.Primitives.StringValues values) =>
        [.. values.Select(value => value ?? "")];

    private static string LinkOf(KeptRequest kept) => $"/api/v1/http-requests/{kept.Id}";

    private static object Shown(KeptRequest kept) => new
    {
        kept.Id,
        State = kept.Response is null ? "pending" : "answered",
        Instance = kept.Instance.Value,
        kept.Method,
        kept.Path,
        kept.ReceivedAt,
        Response = kept.Response is { } response
            ? new
            {
                response.At,
                StatusCode = response.Status,
                response.ContentType,
                Headers = response.Headers.ToDictionary(header => header.Name, header => header.Value),
                Content = Encoding.UTF8.GetString(response.Content),
            }
            : null,
    };

    /// <summary>The answer as the process wrote it.</summary>
    private sealed class Written(KeptResponse response) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = response.Status;
            foreach (var (name, value) in response.Headers)
                context.Response.Headers[name] = value;
            if (response.Content.Length == 0 || response.Status is 204 or 304)
                return;
            context.Response.ContentType = response.ContentType;
            await context.Response.Body.WriteAsync(response.Content, context.RequestAborted);
        }
    }
}
