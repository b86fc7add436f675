using System.Text.Json;

namespace Orchestrator.Server.Tests.Api;

/// <summary>推演 through the API: asked for, left, found again, read, given up.</summary>
public sealed class RehearsalApiTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asked_leaves_and_finds_it_again_done_with_every_mail_and_deadline()
    {
        var officer = await server.TokenOf(LiveServer.Officer, Stop);
        var asked = await server.Post(
            "/api/v1/rehearsals", new { units = new[] { "S021" }, months = 1 }, officer, Stop);
        Assert.Equal(202, asked.Status);
        var id = asked.Body.GetProperty("id").GetGuid();

        var done = await Until("Done", id);

        Assert.Contains(id, (await server.Get("/api/v1/rehearsals", officer, Stop)).Body.EnumerateArray()
            .Select(one => one.GetProperty("id").GetGuid()));
        var lines = await Lines(id, "");
        Assert.Equal(done.GetProperty("lines").GetInt32(), lines.Count);
        Assert.Equal(lines.Select(one => one.GetProperty("at").GetDateTimeOffset()).Order(),
            lines.Select(one => one.GetProperty("at").GetDateTimeOffset()));
        Assert.Contains(await Lines(id, "&kind=Mail"), one => one.GetProperty("what").GetString() == "M-02"
            && one.GetProperty("body").GetString()!.Length > 50);
        Assert.Empty((await server.Get("/api/v1/campaigns", officer, Stop)).Body.GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public async Task What_cannot_be_meant_or_is_not_there_is_said_with_its_code()
    {
        var officer = await server.TokenOf(LiveServer.Officer, Stop);

        var wrong = await server.Post("/api/v1/rehearsals", new { units = Array.Empty<string>() }, officer, Stop);
        var missing = await server.Get($"/api/v1/rehearsals/{Guid.CreateVersion7()}", officer, Stop);

        Assert.Equal("RT197", wrong.Code);
        Assert.Equal((404, "AP025"), (missing.Status, missing.Code));
    }

    [Fact]
    public async Task A_third_at_once_is_refused_until_one_was_given_up()
    {
        var officer = await server.TokenOf(LiveServer.Director, Stop);
        var long24 = new { units = new[] { "S021" }, months = 24 };
        var first = (await server.Post("/api/v1/rehearsals", long24, officer, Stop)).Body.GetProperty("id").GetGuid();
        var second = (await server.Post("/api/v1/rehearsals", long24, officer, Stop)).Body.GetProperty("id").GetGuid();

        Assert.Equal((429, "AP026"), await server.Post("/api/v1/rehearsals", long24, officer, Stop) is var third
            ? (third.Status, third.Code) : default);

        foreach (var id in (Guid[])[first, second])
            await server.Send(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/rehearsals/{id}")
            {
                Headers = { { "Authorization", $"Bearer {officer}" } },
            }, Stop);
        await Until("Cancelled", first);
    }

    private async Task<JsonElement> Until(string state, Guid id)
    {
        var officer = await server.TokenOf(LiveServer.Officer, Stop);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await tick.WaitForNextTickAsync(Stop))
        {
            var one = (await server.Get($"/api/v1/rehearsals/{id}", officer, Stop)).Body;
            var now = one.GetProperty("state").GetString();
            if (now == state)
                return one;
            Assert.True(now is "Queued" or "Running", one.ToString());
        }

        throw new InvalidOperationException("the timer ended");
    }

    private async Task<List<JsonElement>> Lines(Guid id, string query)
    {
        var officer = await server.TokenOf(LiveServer.Officer, Stop);
        var lines = new List<JsonElement>();
        for (int? after = 0; after is { } place;)
        {
            var page = (await server.Get(
                $"/api/v1/rehearsals/{id}/lines?limit=7&after={place}{query}", officer, Stop)).Body;
            lines.AddRange(page.GetProperty("lines").EnumerateArray());
            after = page.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt32() : null;
        }

        return lines;
    }
}
