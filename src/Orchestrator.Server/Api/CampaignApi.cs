using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Orchestrator.Engine;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rights;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Orchestrator.Server.Api;

/// <summary>Starting campaigns (§18). The body is hashed as it came, so it is read here.</summary>
internal static class CampaignApi
{
    private const int MostBytes = 256 * 1024;
    private const int LongestKey = 200;

    public static void MapCampaigns(this RouteGroupBuilder v1) => v1.MapPost("/campaigns", async (
        HttpContext context, By by, StartCampaign start, IOptions<JsonOptions> json, CancellationToken stop) =>
    {
        var body = await Body(context.Request, stop);
        var (request, unread) = Read(body, json.Value.SerializerOptions);
        if (request is null)
            return unread!;
        var given = context.Request.Headers["Idempotency-Key"].ToString();
        if (given.Length > LongestKey)
            return ApiProblems.Refused(new Problem("AP003", "Idempotency-Key",
                $"幂等键最多{LongestKey}个字符，实有{given.Length}个；请换一个短的键。"));
        var key = given.Length > 0 ? new IdempotencyKey(by.Actor.Key, given, SHA256.HashData(body)) : null;
        var started = await start.Run(new CampaignOrder(request, by.Actor, key), stop);
        return started.Campaign is { } id
            ? Results.Json(
                new { CampaignId = id, started.State, started.Units },
                statusCode: started.IsNew ? 201 : 200)
            : ApiProblems.Refused(started.Problems);
    }).ForHoldersOf(Act.CreateCampaign)
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .Accepts<CampaignRequest>("application/json")
        .WithTags("督导活动").WithSummary("发起督导活动（Idempotency-Key：同一键只发起一次）");

    private static (CampaignRequest? Request, IResult? Unread) Read(byte[] body, JsonSerializerOptions options)
    {
        try
        {
            var request = JsonSerializer.Deserialize<CampaignRequest>(body, options);
            return request is null
                ? (null, ApiProblems.Refused(new Problem("AP001", "$", "请求不能理解：内容为空；请对照接口文档（/scalar）。")))
                : (request, null);
        }
        catch (JsonException error)
        {
            return (null, ApiProblems.NotUnderstood(error));
        }
    }

    private static async Task<byte[]> Body(HttpRequest request, CancellationToken stop)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, stop);
        return buffer.ToArray();
    }
}
