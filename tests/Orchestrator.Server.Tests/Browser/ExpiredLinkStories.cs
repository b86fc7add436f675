using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>A link that is long over.</summary>
public sealed class ExpiredLinkStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_link_says_for_ninety_days_that_its_task_is_done_and_then_opens_nothing()
    {
        Chromium.Require();
        var deeds = new Deeds(office.Server);
        await deeds.Announce("S022");
        var link = await deeds.Link("S022", "");
        var phone = await office.Phone();
        await phone.GotoAsync(link);
        await Press(phone, "签收");
        await Expect(phone.GetByText("已收到，办理成功")).ToBeVisibleAsync();

        await deeds.GoTo("2026-06-14T01:00:00Z");
        await phone.GotoAsync(link);
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("不需要再办理");
        await deeds.GoTo("2026-06-14T02:00:00Z");
        await phone.GotoAsync(link);
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("链接不能使用");
        await Expect(phone.Locator("main")).ToContainTextAsync("请使用最近一封邮件中的链接");
        Assert.Empty(await Looks.Of(phone));
    }

    private static Task Press(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
