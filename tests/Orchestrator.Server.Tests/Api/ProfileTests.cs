using System.Net.Http.Json;

namespace Orchestrator.Server.Tests.Api;

/// <summary>期限方案 beside the standard one (docs/adr/0006).</summary>
public sealed class ProfileTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_made_of_another_changes_alone_and_is_followed_by_whoever_names_it()
    {
        var director = await server.TokenOf(LiveServer.Director, Stop);

        var made = await Make("校园安全急办", "standard");
        Assert.Equal((201, 1), (made.Status, made.Body.GetProperty("version").GetInt32()));
        var timer = await server.Send(HttpMethod.Put, "/api/v1/deadline-profiles/校园安全急办/timers/TM-22",
            JsonContent.Create(new { values = new[] { 1 }, reason = "急办" }),
            await server.TokenOf(LiveServer.Administrator, Stop), Stop);
        Assert.Equal(200, timer.Status);

        Assert.Equal((1, 3), (await FirstOrder("校园安全急办"), await FirstOrder("standard")));
        Assert.Equal(["standard", "校园安全急办"], (await server.Get("/api/v1/deadline-profiles", director, Stop)).Body
            .GetProperty("profiles").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(201, (await StartTests.Start(server, "安全督导", null, "校园安全急办")).Status);
        var task = (await server.Get("/api/v1/tasks", director, Stop)).Body.GetProperty("rows")[0].GetProperty("id");
        Assert.Contains("校园安全急办第2版", (await server.Get($"/api/v1/tasks/{task}", director, Stop)).Text,
            StringComparison.Ordinal);
        var none = await StartTests.Start(server, "安全督导二", null, "没有的方案");
        Assert.Equal((422, "SU031", "deadlineProfile"),
            (none.Status, none.Code, none.Body.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("", "standard", 422, "CA012", "name")]
    [InlineData("急办/一", "standard", 422, "CA012", "name")]
    [InlineData("标准", "standard", 422, "CA012", "name")]
    [InlineData("standard", "standard", 422, "CA012", "name")]
    [InlineData("另一方案", "没有的方案", 404, "CA010", "from")]
    public async Task A_profile_without_a_name_of_its_own_or_without_a_source_is_not_made(
        string name, string from, int status, string code, string field)
    {
        var refused = await Make(name, from);

        Assert.Equal((status, code, field),
            (refused.Status, refused.Code, refused.Body.GetProperty("field").GetString()));
    }

    private async Task<Answer> Make(string name, string from) => await server.Post(
        "/api/v1/deadline-profiles", new { name, from, reason = "专项需要" },
        await server.TokenOf(LiveServer.Director, Stop), Stop);

    private async Task<int> FirstOrder(string profile)
    {
        var token = await server.TokenOf(LiveServer.Director, Stop);
        var read = (await server.Get($"/api/v1/deadline-profiles/{profile}", token, Stop)).Body;
        return read.GetProperty("timers").EnumerateArray()
            .Single(timer => timer.GetProperty("id").GetString() == "TM-22").GetProperty("values")[0].GetInt32();
    }
}
