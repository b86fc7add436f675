using Orchestrator.Server.Tests.Browser;

namespace Orchestrator.Server.Tests.TaskPages;

/// <summary>申请延期 behind the link of a unit's mail.</summary>
public sealed class LinkExtensionTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unit_asks_for_more_time_behind_the_link_of_its_report()
    {
        var deeds = new Deeds(server);
        await deeds.Inspect("S021");
        var path = (await deeds.Open("S021", "报送整改报告")).Path.Replace("?", "/extension?", StringComparison.Ordinal);
        var page = new Deeds.UnitPage(path, await server.Get(path, null, Stop));
        Assert.True(page.Shown.Status == 200, page.Shown.Text);

        await deeds.Submit(page, ("outcome", "Requested"), ("f.days", "10"), ("f.reason", "设备采购需要招标。"));

        Assert.Contains("延期申请已收到", (await server.Get(path, null, Stop)).Text, StringComparison.Ordinal);
    }
}
