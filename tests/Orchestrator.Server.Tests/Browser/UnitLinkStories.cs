using System.Net.Http.Json;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>A liaison officer with a phone and the link of a mail.</summary>
public sealed class UnitLinkStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private const int TooLarge = 20 * 1024 * 1024 + 1;

    private static readonly FilePayload report = new()
    { Name = "自评报告.pdf", MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes("%PDF-1.4 report") };

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_liaison_signs_and_reports_by_the_link_on_a_phone_and_a_changed_contact_ends_it()
    {
        Chromium.Require();
        await new Deeds(office.Server).Announce("S021");
        var phone = await office.Phone();
        var link = await LinkFromTheMailbox();

        // Looking changes nothing, however often.
        await phone.GotoAsync(link);
        await phone.ReloadAsync();
        await Expect(phone.GetByText("俞振宇，您好")).ToBeVisibleAsync();
        Assert.Empty(await Looks.Of(phone));
        await Press(phone, "签收");
        await Expect(phone.GetByText("已收到，办理成功")).ToBeVisibleAsync();

        await phone.GotoAsync(link);
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("不需要再办理");
        await phone.Locator("#others").GetByRole(AriaRole.Link).ClickAsync();
        await Report(phone);

        await ChangeContact();
        await phone.GotoAsync(link);
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("链接不能使用");
        await Expect(phone.GetByText("请使用最近一封邮件中的链接")).ToBeVisibleAsync();
        Assert.Empty(await Looks.Of(phone));
    }

    private async Task Report(IPage phone)
    {
        var twice = await office.Phone();
        await twice.GotoAsync(phone.Url);
        await phone.GetByLabel("自评情况").FillAsync("食堂管理制度健全，每日留样。");
        await phone.GetByLabel("附件").SetInputFilesAsync(
            new FilePayload { Name = "setup.exe", MimeType = "application/x-msdownload", Buffer = [0x4D, 0x5A] });
        await Press(phone, "报送");
        await Expect(phone.Locator("#f-files-wrong")).ToContainTextAsync("“setup.exe”不是可以上传的文件");
        await Expect(phone.GetByLabel("自评情况")).ToHaveValueAsync("食堂管理制度健全，每日留样。");

        await phone.GetByLabel("附件").SetInputFilesAsync(
            new FilePayload { Name = "录像.pdf", MimeType = "application/pdf", Buffer = new byte[TooLarge] });
        await Press(phone, "报送");
        await Expect(phone.Locator("#f-files-wrong")).ToContainTextAsync("“录像.pdf”期望不超过20 MB");
        await Expect(phone.GetByLabel("自评情况")).ToHaveValueAsync("食堂管理制度健全，每日留样。");
        Assert.Empty(await Looks.Of(phone));

        await phone.GetByLabel("附件").SetInputFilesAsync(report);
        await Press(phone, "报送");
        await Expect(phone.GetByText("已收到，办理成功")).ToBeVisibleAsync();
        await Expect(phone.GetByText("自评报告.pdf")).ToBeVisibleAsync();

        await twice.GetByLabel("自评情况").FillAsync("另一份");
        await Press(twice, "报送");
        await Expect(twice.Locator("main")).ToContainTextAsync("不能重复办理");
    }

    /// <summary>As a newcomer finds it: the built-in mailbox shows what would have been sent.</summary>
    private async Task<string> LinkFromTheMailbox()
    {
        var page = await office.SignedIn(LiveServer.Administrator);
        await page.GetByRole(AriaRole.Link, new() { Name = "内置邮箱" }).ClickAsync();
        await page.GetByLabel("收件人或主题").FillAsync("s021.liaison");
        await page.GetByRole(AriaRole.Button, new() { Name = "查找" }).ClickAsync();
        await page.Locator("main table").GetByRole(AriaRole.Link).Filter(new() { HasText = "通知" }).First.ClickAsync();
        await Expect(page.Locator("article")).ToContainTextAsync("s021.liaison");
        return await page.Locator("article a[href*='/t/']").First.GetAttributeAsync("href") ?? "";
    }

    private async Task ChangeContact()
    {
        var stop = TestContext.Current.CancellationToken;
        using var contact = JsonContent.Create(
            new { name = "安静", email = "s021.new@edu.yunze.example.test", phone = "000-55502199" });
        var changed = await office.Server.Send(HttpMethod.Put, "/api/v1/units/S021/contacts/LiaisonOfficer", contact,
            await office.Server.TokenOf(LiveServer.Officer, stop), stop);
        Assert.True(changed.Status is 200 or 204, changed.Text);
    }

    private static Task Press(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
