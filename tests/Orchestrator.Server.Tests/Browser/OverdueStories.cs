using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>A unit falls silent: what the office sees on the days that follow.</summary>
public sealed class OverdueStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task The_clock_goes_to_the_order_of_a_silent_unit_and_its_document_is_downloaded()
    {
        Chromium.Require();
        await new Deeds(office.Server).Inspect("S021");
        var administrator = await office.SignedIn(LiveServer.Administrator);
        await administrator.GetByRole(AriaRole.Link, new() { Name = "演练时钟" }).ClickAsync();
        await administrator.GetByRole(AriaRole.Button, new() { Name = "拨到下一个到期时刻" }).ClickAsync();
        await Expect(administrator.GetByRole(AriaRole.Heading, new() { Name = "之后发生了" })).ToBeVisibleAsync();
        await administrator.GetByLabel("拨到这一天的 9:00").FillAsync("2026-06-01");
        await administrator.GetByRole(AriaRole.Button, new() { Name = "拨到该日" }).ClickAsync();
        await Expect(administrator.Locator("#happened")).ToContainTextAsync("督办单");

        var officer = await office.SignedIn(LiveServer.Officer);
        await officer.GetByRole(AriaRole.Link, new() { Name = "逾期清单" }).ClickAsync();
        await Expect(officer.Locator("main table")).ToContainTextAsync("云泽区第二小学");
        await officer.GetByRole(AriaRole.Link, new() { Name = "督办单", Exact = true }).ClickAsync();
        await officer.Locator("main .sheet .first-cell a").First.ClickAsync();
        await Expect(officer.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("首次督办");
        var paper = await officer.Locator("main a.button[href^='/documents/']").First.GetAttributeAsync("href");
        var download = await officer.RunAndWaitForDownloadAsync(() =>
            officer.EvaluateAsync("href => { location.href = href; }", $"{paper}?handler=Word"));

        Assert.EndsWith(".docx", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("PK"u8.ToArray(), (await File.ReadAllBytesAsync(
            (await download.PathAsync())!, TestContext.Current.CancellationToken))[..2]);
    }
}
