namespace Orchestrator.Server.Tests.Api;

/// <summary>Two servers on one training database.</summary>
public sealed class TwoNodesTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_one_server_moved_stands_there_when_the_other_one_answers()
    {
        await using var other = new LiveServer { Shared = server.Database };
        await other.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var to = DateTimeOffset.Parse("2026-03-02T02:00:00Z", null);

        for (var hour = 0; hour < 3; hour++)
        {
            var moved = await server.Post(
                "/api/v1/training/clock", new { to = to.AddHours(hour) }, token, Stop);
            Assert.True(moved.Status == 200, moved.Text);

            var seen = (await other.Get("/api/v1/training/clock", token, Stop)).Body;

            Assert.True(seen.GetProperty("now").GetDateTimeOffset() >= to.AddHours(hour), $"{seen}");
        }
    }
}
