using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>A department reports a month, lets another pass, and the office looks at both.</summary>
public sealed class DepartmentStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private static readonly bool keepsPictures = Environment.GetEnvironmentVariable("KEEP_PICTURES") is not null;

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_department_files_one_month_and_misses_the_next_and_the_office_reads_what_follows()
    {
        Chromium.Require();
        var deeds = new Deeds(office.Server);
        await deeds.Inspect("S021");
        await deeds.GoTo("2026-05-07T02:00:00Z");

        var reviewer = await office.SignedIn(LiveServer.Department);
        await reviewer.GetByRole(AriaRole.Link, new() { Name = "区教育体育局2026年4月跟踪月报" }).ClickAsync();
        await Expect(reviewer.Locator("dl.facts")).ToContainTextAsync("2个，其中逾期0个");
        await Look(reviewer, "task");
        await reviewer.GetByLabel("指导督促情况").FillAsync("到校指导两次，督促落实留样制度。");
        await reviewer.GetByLabel("下一步安排").FillAsync("五月下旬复核。");
        await reviewer.GetByRole(AriaRole.Button, new() { Name = "报送" }).ClickAsync();
        await Expect(reviewer.GetByRole(AriaRole.Status)).ToContainTextAsync("已办理");
        await reviewer.GetByRole(AriaRole.Link, new() { Name = "主管部门", Exact = true }).ClickAsync();
        Assert.Equal(1, await reviewer.Locator("main .sheet tbody tr").CountAsync());
        await deeds.GoTo("2026-07-01T02:00:00Z");

        var director = await office.SignedIn(LiveServer.Director);
        await director.GetByRole(AriaRole.Link, new() { Name = "主管部门", Exact = true }).ClickAsync();
        await Look(director, "departments");
        await director.GetByRole(AriaRole.Link, new() { Name = "云泽区教育体育局" }).ClickAsync();
        await Expect(director.GetByRole(AriaRole.Note, new() { Name = "连带责任提示" }))
            .ToContainTextAsync("未报送跟踪月报1次（2026年5月）；所属单位目前逾期问题2个");
        await Look(director, "department");
        await director.GetByRole(AriaRole.Link, new() { Name = "2026年4月" }).ClickAsync();
        await Expect(director.Locator("dl.facts")).ToContainTextAsync("到校指导两次");
        await Look(director, "report");
    }

    /// <summary>On a desk and on a phone.</summary>
    private static async Task Look(IPage page, string name)
    {
        foreach (var width in new[] { 390, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            Assert.Empty(await Looks.Of(page));
            if (keepsPictures)
                await Office.Picture(page, $"tracking-{name}-{width}");
        }
    }
}
