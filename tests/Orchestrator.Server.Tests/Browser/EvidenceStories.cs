using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>Whoever decides looks at what the unit handed in.</summary>
public sealed class EvidenceStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private static readonly bool keepsPictures = Environment.GetEnvironmentVariable("KEEP_PICTURES") is not null;
    private static readonly byte[] photo = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_reviewer_saves_the_evidence_from_the_task_the_item_and_the_case()
    {
        Chromium.Require();
        var deeds = new Deeds(office.Server);
        await deeds.Inspect("S021");
        await deeds.GoTo("2026-05-12T02:00:00Z");
        await deeds.HandIn("S021", "整改报告（问题1）", ("留样记录.jpg", photo), ("outcome", "Reported"),
            ("f.content", "已补齐留样记录。"), ("f.measuredValue", "100%"), ("f.signedByHead", "俞振宇"));
        var page = await office.SignedIn(LiveServer.Department);

        await page.Locator("main .sheet a[href^='/tasks/']", new() { HasText = "初审" }).First.ClickAsync();
        await Save(page, "task");
        await page.GetByRole(AriaRole.Link, new() { Name = "案件时间线" }).ClickAsync();
        await Expect(page.Locator("#files")).ToContainTextAsync("整改情况报告（问题1）");
        await Save(page, "case");
        await page.Locator("a[href^='/items/']").First.ClickAsync();
        await Save(page, "item");
        await page.SetViewportSizeAsync(390, 844);
        Assert.Empty(await Looks.Of(page));

        var stranger = await office.SignedIn("d10.liaison@gov.yunze.example.test");
        var path = await page.GetByRole(AriaRole.Link, new() { Name = "留样记录.jpg" }).GetAttributeAsync("href");
        Assert.Equal(404, (await stranger.GotoAsync(path!))?.Status);
    }

    private static async Task Save(IPage page, string place)
    {
        Assert.Empty(await Looks.Of(page));
        if (keepsPictures)
            await Office.Picture(page, $"evidence-{place}");
        var saved = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "留样记录.jpg" }).ClickAsync());
        Assert.Equal("留样记录.jpg", saved.SuggestedFilename);
        Assert.Equal(photo, await File.ReadAllBytesAsync(await saved.PathAsync()));
    }
}
