namespace Orchestrator.Server.Tests.Api;

/// <summary>访问记录 (S15-1): what another system asked for, also when it only read.</summary>
public sealed class AccessTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_of_a_system_is_kept_without_its_query_and_counted_at_its_key()
    {
        var administrator = await server.TokenOf(LiveServer.Administrator, Stop);
        var made = await server.Post("/api/v1/api-keys", new { name = "市级平台" }, administrator, Stop);
        var key = made.Body.GetProperty("key").GetString()!;

        Assert.Equal(200, (await Ask(key, "/api/v1/units?search=第一小学")).Status);
        Assert.Equal(200, (await Ask(key, "/api/v1/overdue")).Status);
        Assert.Equal(401, (await Ask("unknown", "/api/v1/units")).Status);

        var row = Assert.Single((await server.Get("/api/v1/api-keys", administrator, Stop)).Body.EnumerateArray());
        Assert.Equal(2, row.GetProperty("calls").GetInt32());
        var calls = (await server.Get(
            $"/api/v1/api-keys/{row.GetProperty("id").GetGuid()}/accesses", administrator, Stop)).Body;
        Assert.Equal(["GET /api/v1/overdue", "GET /api/v1/units"], calls.EnumerateArray().Select(call =>
            $"{call.GetProperty("method").GetString()} {call.GetProperty("path").GetString()}"));
    }

    private Task<Answer> Ask(string key, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Api-Key", key);
        return server.Send(request, Stop);
    }
}
