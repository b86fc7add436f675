using System.Net.Http.Json;

namespace Orchestrator.Server.Tests.Api;

/// <summary>Campaigns started by another system (§18, E-28).</summary>
public sealed class StartTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repeated_keyed_start_says_what_the_first_said_and_where_the_campaign_stands_by_now()
    {
        await Start("先行督导", "first");
        var first = await Start("又一次督导", "second");
        Assert.Contains("先行督导", first.Body.GetProperty("units")[0].GetProperty("warnings")[0].GetString(),
            StringComparison.Ordinal);

        var repeated = await Start("又一次督导", "second");

        Assert.Equal((201, 200), (first.Status, repeated.Status));
        Assert.Equal(first.Text, repeated.Text);
        await Withdraw(first.Body.GetProperty("campaignId").GetString()!);
        var late = await Start("又一次督导", "second");
        Assert.Equal("Withdrawn", late.Body.GetProperty("state").GetString());
        Assert.Equal($"{first.Body.GetProperty("units")}", $"{late.Body.GetProperty("units")}");
    }

    [Theory]
    [InlineData("""{"title":"a","unitSelector":{"codes":["S0\u0000"]}}""", "$.unitSelector.codes[0]", "控制字符")]
    [InlineData("""{"title":"a\u0007"}""", "$.title", "控制字符")]
    [InlineData("""{"title":"a\ud800"}""", "$.title", "控制字符")]
    [InlineData("{\"title\":\"a\tb\"}", "$.title", "不是合法的 JSON，错在第1行第12个字节")]
    public async Task Text_that_no_column_takes_is_refused_at_its_field(string body, string field, string sentence)
    {
        using var content = new StringContent(body, null, "application/json");

        var refused = await server.Send(HttpMethod.Post, "/api/v1/campaigns", content,
            await server.TokenOf(LiveServer.Officer, Stop), Stop);

        Assert.Equal((400, "AP001", field),
            (refused.Status, refused.Code, refused.Body.GetProperty("field").GetString()));
        Assert.Contains(sentence, refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_no_column_takes_is_refused_in_an_address_too()
    {
        var token = await server.TokenOf(LiveServer.Officer, Stop);

        var refused = await server.Get("/api/v1/units?q=%00", token, Stop);

        Assert.Equal((400, "AP001"), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("from=2026-03-10&days=x", "days", "“x”")]
    [InlineData("from=2026-03-10", "days", "缺少参数“days”")]
    public async Task A_parameter_that_cannot_be_read_is_named(string query, string field, string sentence)
    {
        var token = await server.TokenOf(LiveServer.Officer, Stop);

        var refused = await server.Get("/api/v1/deadlines?" + query, token, Stop);

        Assert.Equal((400, "AP001", field),
            (refused.Status, refused.Code, refused.Body.GetProperty("field").GetString()));
        Assert.Contains(sentence, refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private Task<Answer> Start(string title, string key) => Start(server, title, key);

    /// <summary>As the case officer, on one school.</summary>
    internal static async Task<Answer> Start(
        LiveServer server, string title, string? key, string deadlineProfile = "standard")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/campaigns")
        {
            Content = JsonContent.Create(new
            {
                title,
                line = "School",
                type = "Special",
                basis = "年度督导计划",
                indicatorScheme = "DX-YW-2026",
                unitSelector = new { codes = new[] { "S001" } },
                noticeDate = "2026-03-10",
                onSiteFrom = "2026-04-08",
                onSiteTo = "2026-04-10",
                requestedBy = "门户",
                deadlineProfile,
            }),
        };
        request.Headers.Add("Authorization", $"Bearer {await server.TokenOf(LiveServer.Officer, Stop)}");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await server.Send(request, Stop);
    }

    private async Task Withdraw(string campaign)
    {
        var withdrawn = await server.Post($"/api/v1/campaigns/{campaign}/withdraw",
            new { reason = "合并进行" }, await server.TokenOf(LiveServer.Director, Stop), Stop);
        Assert.True(withdrawn.Status is 200 or 204, withdrawn.Text);
    }
}
