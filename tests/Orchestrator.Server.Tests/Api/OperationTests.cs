namespace Orchestrator.Server.Tests.Api;

/// <summary>An administrator takes a running campaign by the hand, over HTTP.</summary>
public sealed class OperationTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_previewed_is_done_with_a_reason_and_told_in_the_history()
    {
        await StartTests.Start(server, "要暂停的督导", null);
        var instance = await server.Database.Database.InTransaction(tx => tx.QueryOne($"""
            SELECT id FROM orchestrator.instance WHERE status = 'Running' ORDER BY id LIMIT 1
            """, row => row.GetGuid(0), Stop), Stop);
        var path = $"/api/v1/instances/{instance}/pause";

        var preview = await Post(path + "/preview", new { });
        Assert.Equal("将暂停流程", preview.Body.GetProperty("lines")[0].GetProperty("text").GetString());
        var version = preview.Body.GetProperty("version").GetInt32();

        var unreasoned = await Post(path, new { version });
        Assert.Equal("AP020", unreasoned.Code);
        var stale = await Post(path, new { version = version + 1, reason = "改期" });
        Assert.Equal("RT181", stale.Code);
        var done = await Post(path, new { version, reason = "改期" });
        Assert.Equal(204, done.Status);

        var told = await server.Get(
            $"/api/v1/instances/{instance}", await server.TokenOf(LiveServer.Administrator, Stop), Stop);
        Assert.True(told.Body.GetProperty("instance").GetProperty("isPaused").GetBoolean());
        Assert.Contains(told.Body.GetProperty("entries").EnumerateArray(), entry =>
            entry.GetProperty("text").GetString()!.EndsWith("暂停流程。理由：改期", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_migration_to_a_version_that_does_not_exist_is_refused_with_a_sentence()
    {
        var refused = await Post("/api/v1/migrations",
            new { definition = "campaign", toVersion = 99, reason = "改版" });

        Assert.Equal("RT188", refused.Code);
    }

    private async Task<Answer> Post(string path, object body) =>
        await server.Post(path, body, await server.TokenOf(LiveServer.Administrator, Stop), Stop);
}
