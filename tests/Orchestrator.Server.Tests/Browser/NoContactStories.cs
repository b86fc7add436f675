using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>E-10: a unit that has no address.</summary>
public sealed class NoContactStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_unit_without_an_address_is_named_to_the_signer_and_left_out_only_when_he_says_so()
    {
        Chromium.Require();
        var deeds = new Deeds(office.Server);
        await office.Server.Database.Database.InTransaction(tx => tx.Execute(
            $"UPDATE supervision.unit_contact SET email = NULL WHERE unit_code = 'S014'", Stop), Stop);
        var campaign = await deeds.Start("S021", "S014");
        var director = await office.SignedIn(LiveServer.Director);
        await director.GotoAsync("/signing");
        await director.Locator("main").GetByRole(AriaRole.Link).Filter(new() { HasText = "方案" }).First.ClickAsync();
        await Expect(director.Locator("main")).ToContainTextAsync("童乐幼儿园：没有联络员和负责人的邮箱");
        await Press(director, "批准");
        await Expect(director.GetByRole(AriaRole.Alert)).ToContainTextAsync("1个单位没有可用的邮箱");
        Assert.Empty(await Looks.Of(director));

        await director.GetByRole(AriaRole.Group, new() { Name = "暂不向无联系人的单位印发" })
            .GetByText("是", new() { Exact = true }).ClickAsync();
        await Press(director, "批准");
        await Expect(director.GetByRole(AriaRole.Status)).ToContainTextAsync("已办理");
        await deeds.GoTo("2026-03-16T01:00:00Z");
        await deeds.Do(LiveServer.Director, "issue-notice", "Issued", new { });

        await director.GotoAsync($"/campaigns/{campaign}");
        await Expect(director.Locator("main table")).ToContainTextAsync("第二小学");
        await Expect(director.Locator("main table")).Not.ToContainTextAsync("童乐幼儿园");
    }

    private static Task Press(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
