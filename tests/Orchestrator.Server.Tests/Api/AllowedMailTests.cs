using Orchestrator.Server.Tests.Browser;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Api;

/// <summary>A training district with a real relay: mail leaves for whom an administrator allowed.</summary>
public sealed class AllowedMailTests
{
    private const string Schools = "@edu.yunze.example.test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_leaves_a_training_district_only_for_a_domain_that_was_allowed()
    {
        await using var smtp = await SmtpServer.Start(Stop);
        await using var server = new LiveServer
        {
            Settings =
            [
                ("Mail__Host", "127.0.0.1"), ("Mail__Port", FormattableString.Invariant($"{smtp.Port}")),
                ("Mail__Security", "None"),
            ],
        };
        await server.InitializeAsync();
        var deeds = new Deeds(server);
        await deeds.Announce("S021");
        Assert.NotEmpty(await deeds.Mail("S021", "督导"));
        Assert.Empty(smtp.Received);

        Assert.Equal("RT214", (await Allow(server, new string('a', 250) + "@b.cn")).Code);
        Assert.Equal(204, (await Allow(server, Schools)).Status);
        await deeds.ByLink("S021", "签收督导通知", ("outcome", "Received"));
        await deeds.GoTo("2026-03-27T02:00:00Z");

        var received = await smtp.Await(1, Stop);
        Assert.All(received, mail => Assert.EndsWith(Schools, mail.To[0], StringComparison.Ordinal));
        var listed = (await server.Get("/api/v1/mail/allowed", await Administrator(server), Stop)).Body;
        Assert.True(listed.GetProperty("hasRelay").GetBoolean());
        Assert.Equal(Schools, listed.GetProperty("allowed")[0].GetProperty("pattern").GetString());
    }

    private static Task<string> Administrator(LiveServer server) => server.TokenOf(LiveServer.Administrator, Stop);

    private static async Task<Answer> Allow(LiveServer server, string pattern) =>
        await server.Post("/api/v1/mail/allowed", new { pattern }, await Administrator(server), Stop);
}
