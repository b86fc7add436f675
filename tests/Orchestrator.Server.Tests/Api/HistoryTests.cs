using System.Text.Json;

namespace Orchestrator.Server.Tests.Api;

/// <summary>What happened to an instance, from a turn on: both routes, and what the document says of them.</summary>
public sealed class HistoryTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_routes_begin_at_the_turn_that_is_asked_for_and_say_where_to_go_on()
    {
        var started = await StartTests.Start(server, "有经过的督导", null);
        var campaign = started.Body.GetProperty("campaignId").GetString();

        var whole = Assert.Single((await Get($"history/{campaign}")).Body.EnumerateArray().ToList());
        var id = whole.GetProperty("instance").GetProperty("id").GetProperty("value").GetString();
        var last = whole.GetProperty("entries").EnumerateArray().Last().GetProperty("turn").GetInt32();
        var past = (await Get($"instances/{id}?from={last + 1}")).Body;

        Assert.Equal(JsonValueKind.Null, whole.GetProperty("next").ValueKind);
        Assert.Equal(1, whole.GetProperty("entries")[0].GetProperty("turn").GetInt32());
        Assert.Equal(0, past.GetProperty("entries").GetArrayLength());
        Assert.Equal($"{whole.GetProperty("entries")}",
            $"{(await Get($"instances/{id}?from=1")).Body.GetProperty("entries")}");
        Assert.Equal(0, (await Get($"history/{campaign}?from={last + 1}")).Body[0]
            .GetProperty("entries").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/history/{subject}")]
    [InlineData("/api/v1/instances/{id}")]
    public async Task The_document_names_the_parameter(string path)
    {
        var document = (await server.Get("/openapi/v1.json", null, Stop)).Body;

        var from = document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("parameters")
            .EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "from");

        Assert.Equal("query", from.GetProperty("in").GetString());
        Assert.False(from.TryGetProperty("required", out var required) && required.GetBoolean());
    }

    private async Task<Answer> Get(string path)
    {
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var answer = await server.Get("/api/v1/" + path, token, Stop);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }
}
