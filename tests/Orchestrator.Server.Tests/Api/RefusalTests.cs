using System.Net.Http.Json;

namespace Orchestrator.Server.Tests.Api;

/// <summary>What the API says of a request that it does not take.</summary>
public sealed class RefusalTests(LiveServer server) : IClassFixture<LiveServer>
{
    /// <summary>Guesses of one address in a minute, and those of a second minute that may have begun.</summary>
    private const int MoreThanTwoMinutes = 121;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_guesses_too_often_is_told_to_wait_a_minute()
    {
        var answer = await Guess();
        for (var tries = 1; tries < MoreThanTwoMinutes && answer.Status != 429; tries++)
            answer = await Guess();

        Assert.Equal((429, "AP007"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("""{"outcome":"Returned","content":{"opinion":"a\ud800"}}""", "$.content")]
    [InlineData("""{"outcome":"Returned","content":{},"files":[null]}""", "$.files")]
    [InlineData("""{"outcome":"\u0000"}""", "$.outcome")]
    public async Task An_answer_that_nobody_can_read_is_refused_at_its_place(string body, string field)
    {
        await StartTests.Start(server, "食堂督导", null);
        var token = await server.TokenOf(LiveServer.Director, Stop);
        var task = (await server.Get("/api/v1/tasks", token, Stop)).Body.GetProperty("rows")[0].GetProperty("id");

        using var content = new StringContent(body, null, "application/json");
        var refused = await server.Send(HttpMethod.Post, $"/api/v1/tasks/{task}/answer", content, token, Stop);

        Assert.Equal((400, "AP001", field),
            (refused.Status, refused.Code, refused.Body.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_receipt_without_its_file_is_refused_at_its_place()
    {
        var refused = await server.Post($"/api/v1/orders/{Guid.NewGuid()}/receipt",
            new { on = "2026-03-02", files = new object?[] { null } },
            await server.TokenOf(LiveServer.Officer, Stop), Stop);

        Assert.Equal((400, "AP001"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_domain_whose_letter_is_small_only_to_the_database_is_refused()
    {
        var refused = await server.Post("/api/v1/mail/allowed", new { pattern = "@\u0130.cn" },
            await server.TokenOf(LiveServer.Administrator, Stop), Stop);

        Assert.Equal((422, "RT214"), (refused.Status, refused.Code));
    }

    /// <summary>From an address of its own: whoever else signs in here is not counted with it.</summary>
    private async Task<Answer> Guess()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/invitations/accept")
        {
            Content = JsonContent.Create(new { token = "guessed", password = "short" }),
        };
        request.Headers.Add("X-Forwarded-For", "198.51.100.7");
        return await server.Send(request, Stop);
    }
}
