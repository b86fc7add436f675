using Orchestrator.Server.Tests.Api;

namespace Orchestrator.Server.Tests.Portal;

/// <summary>异常 tells of what stands still, also where no instance stands for it.</summary>
public sealed class IncidentPageTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_time_should_have_started_and_this_server_cannot_read_stands_on_the_page()
    {
        var administrator = new Visitor(server, 1);
        await administrator.SignIn(LiveServer.Administrator);
        Assert.DoesNotContain("RT200", (await administrator.Get("/incidents")).Text, StringComparison.Ordinal);

        await server.Database.Database.InTransaction(tx => tx.Execute($"""
            INSERT INTO orchestrator.trigger (definition_id, version, activity_id, kind, key, due_at)
            SELECT definition_id, version, 'newer', 'Timer', '01:00:00', orchestrator.business_now() - interval '1 hour'
            FROM orchestrator.definition_version
            WHERE definition_id = 'campaign'
            ORDER BY version DESC
            LIMIT 1
            """, Stop), Stop);

        var page = (await administrator.Get("/incidents")).Text;
        Assert.Contains("RT200", page, StringComparison.Ordinal);
        Assert.Contains("newer", page, StringComparison.Ordinal);
    }
}
