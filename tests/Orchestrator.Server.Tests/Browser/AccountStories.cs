using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>The administrator's desk: a deadline is changed, a colleague comes in.</summary>
public sealed class AccountStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task An_administrator_changes_a_deadline_and_sees_the_new_version_with_its_reason()
    {
        var page = await office.SignedIn(LiveServer.Administrator);
        await page.GetByRole(AriaRole.Link, new() { Name = "期限方案" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "TM-22" });
        await Expect(row).ToContainTextAsync("3 个工作日");

        await row.GetByText("修改").ClickAsync();
        await row.GetByLabel("新数值").FillAsync("500");
        await row.GetByLabel("理由").FillAsync("区教督委2026年第1次会议");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("500");
        await Expect(row).ToContainTextAsync("3 个工作日");

        await row.GetByLabel("新数值").FillAsync("5");
        await row.GetByLabel("理由").FillAsync("区教督委2026年第1次会议");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("第 2 版");
        await Expect(row).ToContainTextAsync("5 个工作日");
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "第 2 版" }))
            .ToContainTextAsync("区教督委2026年第1次会议");
    }

    [Fact]
    public async Task A_colleague_is_invited_sets_a_password_once_and_signs_in()
    {
        var administrator = await office.SignedIn(LiveServer.Administrator);
        await Expect(administrator.GetByRole(AriaRole.Note)).ToContainTextAsync("一次性口令");
        await administrator.GotoAsync("/users");
        await administrator.GetByLabel("查找").FillAsync(LiveServer.Officer);
        var row = administrator.GetByRole(AriaRole.Row).Filter(new() { HasText = LiveServer.Officer });
        await row.GetByRole(AriaRole.Button, new() { Name = "邀请" }).ClickAsync();
        var link = await administrator.GetByRole(AriaRole.Status).Locator(".mono").InnerTextAsync();

        var colleague = await office.Desk();
        await colleague.GotoAsync(link);
        await SetPassword(colleague, "correct horse battery", "correct horse");
        await Expect(colleague.GetByRole(AriaRole.Alert)).ToContainTextAsync("两次输入的密码不一致");
        await SetPassword(colleague, "correct horse battery", "correct horse battery");
        await Expect(colleague.GetByRole(AriaRole.Status)).ToContainTextAsync("密码已设置");

        // By the keyboard alone.
        await colleague.GetByLabel("邮箱").FillAsync(LiveServer.Officer);
        await colleague.Keyboard.PressAsync("Tab");
        await colleague.Keyboard.TypeAsync("correct horse battery");
        await colleague.Keyboard.PressAsync("Enter");
        await Expect(colleague.GetByRole(AriaRole.Heading, new() { Name = "我的待办" })).ToBeVisibleAsync();
        await Expect(colleague.GetByText("窦文静").First).ToBeVisibleAsync();

        await colleague.GotoAsync(link);
        await SetPassword(colleague, "another horse battery", "another horse battery");
        await Expect(colleague.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_password_is_changed_and_the_old_one_signs_nobody_in()
    {
        var page = await office.SignedIn(LiveServer.Director);
        await Expect(page.GetByRole(AriaRole.Note)).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "姜云霞" }).ClickAsync();
        await page.GetByLabel("现在的密码").FillAsync("wrong horse battery");
        await SetPassword(page, "another horse battery", "another horse battery");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("现在的密码不正确");

        await page.GetByLabel("现在的密码").FillAsync(LiveServer.Password);
        await SetPassword(page, "another horse battery", "another horse battery");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("请用新密码登录");
    }

    [Fact]
    public async Task The_deadline_page_explains_why_a_date_is_due_that_day()
    {
        var page = await office.SignedIn(LiveServer.Administrator);
        await page.GetByRole(AriaRole.Link, new() { Name = "期限计算" }).ClickAsync();
        await page.GetByLabel("收到（起算）日期").FillAsync("2026-04-03");
        await page.GetByLabel("天数").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "计算" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToContainTextAsync("2026-05-06（周三）");
        await Expect(page.Locator("#result")).ToContainTextAsync("顺延");

        await page.GetByLabel("天数").FillAsync("三十");
        await page.GetByRole(AriaRole.Button, new() { Name = "计算" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("天数应为整数，实为“三十”");
    }

    private static async Task SetPassword(IPage page, string password, string again)
    {
        await page.GetByLabel("新密码").FillAsync(password);
        await page.GetByLabel("再输入一次").FillAsync(again);
        await page.GetByRole(AriaRole.Button, new() { Name = "保存密码" }).ClickAsync();
    }
}
