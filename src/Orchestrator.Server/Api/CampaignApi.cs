using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Engine;
using Orchestrator.Supervision.Campaigns;

namespace Orchestrator.Server.Api;

/// <summary>Starting campaigns (§18).</summary>
internal static class CampaignApi
{
    private const int MostBytes = 256 * 1024;

    public static void MapCampaigns(this RouteGroupBuilder v1) => v1.MapPost("/campaigns", async (
        HttpContext context, StartCampaign start, IOptions<JsonOptions> json, CancellationToken stop) =>
    {
        if (context.Actor() is not { } actor)
            return ApiParts.Nobody();
        var body = await Body(context.Request, stop);
        CampaignRequest? request;
        try
        {
            request = JsonSerializer.Deserialize<CampaignRequest>(body, json.Value.SerializerOptions);
        }
        catch (JsonException error)
        {
            return ApiParts.Refused([new Problem("AP001", error.Path ?? "$", $"请求不能理解：{error.Message}")]);
        }

        var key = context.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 and <= 200 } given
            ? new IdempotencyKey(actor.Key, given, SHA256.HashData(body))
            : null;
        var started = await start.Run(new CampaignOrder(request!, actor, key), stop);
        return started.Campaign is not { } id
            ? ApiParts.Refused(started.Problems)
            : Results.Json(
                new { CampaignId = id, State = nameof(CampaignState.SchemePending), started.Units },
                statusCode: started.IsNew ? 201 : 200);
    });

    private static async Task<byte[]> Body(HttpRequest request, CancellationToken stop)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, stop);
        return buffer.Length > MostBytes ? [] : buffer.ToArray();
    }
}
