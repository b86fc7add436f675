using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>值班与交接, as the director runs it.</summary>
public sealed class DutyStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task Somebody_is_away_and_back_and_a_task_goes_to_nobody_who_may_not_do_it()
    {
        Chromium.Require();
        await new Deeds(office.Server).Inspect("S021");
        var director = await office.SignedIn(LiveServer.Director);
        await director.GetByRole(AriaRole.Link, new() { Name = "值班与交接" }).ClickAsync();
        await director.GetByText("登记离岗", new() { Exact = true }).ClickAsync();
        await director.GetByLabel("离岗人").SelectOptionAsync(new SelectOptionValue { Label = "窦文静（经办人）" });
        await director.GetByLabel("代办人").SelectOptionAsync(new SelectOptionValue { Label = "叶知秋（经办人）" });
        await director.GetByLabel("第一天").FillAsync("2027-01-04");
        await director.GetByLabel("最后一天").FillAsync("2027-01-08");
        await director.GetByLabel("事由").FillAsync("参加培训");
        await director.GetByRole(AriaRole.Button, new() { Name = "登记", Exact = true }).ClickAsync();
        await Expect(director.Locator("main")).ToContainTextAsync("2027-01-04 至 2027-01-08");
        await Office.Picture(director, "duty-absence");
        await director.GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
        await Expect(director.Locator("main")).ToContainTextAsync("没有登记中的离岗");

        await director.GotoAsync("/");
        await director.Locator("main .sheet .first-cell a").First.ClickAsync();
        await director.GetByRole(AriaRole.Link, new() { Name = "交接给他人" }).ClickAsync();
        await director.GetByLabel("交给").SelectOptionAsync(new SelectOptionValue { Label = "叶知秋（经办人）" });
        await director.Locator("#hand-over").GetByLabel("事由").FillAsync("工作调整");
        await director.GetByRole(AriaRole.Button, new() { Name = "交接所选事项" }).ClickAsync();

        await Expect(director.Locator("#problems")).ToContainTextAsync("“叶知秋”不能办理“");
        await Office.Picture(director, "duty-refused");
    }
}
