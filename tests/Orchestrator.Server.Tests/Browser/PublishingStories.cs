using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>The administrator takes a process away, changes a text of it and brings it back.</summary>
public sealed class PublishingStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private const string Reminder = "mail/M-10.liquid";
    private const string Drawing = "workflow.json";
    private const string Old = "请按期办理。";
    private const string New = "请务必按期办理，逾期将纳入督办。";

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_changed_reminder_is_previewed_and_published_and_only_new_cases_follow()
    {
        Chromium.Require();
        var deeds = new Deeds(office.Server);
        await deeds.Start("S021");
        var page = await office.SignedIn(LiveServer.Administrator);
        await page.GetByRole(AriaRole.Link, new() { Name = "流程", Exact = true }).ClickAsync();
        var shipped = await Download(page, "reminder-ladder");

        await Upload(page, Changed(shipped, Reminder, "{{ duty }}", "{{ dutty }}"), "reminder-ladder");
        await Expect(page.Locator("main")).ToContainTextAsync("不能发布：1处错误");
        await Expect(page.Locator(".findings")).ToContainTextAsync("dutty");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true })).ToHaveCountAsync(0);
        await Office.Picture(page, "publishing-refused");

        await page.GotoAsync("/workflows");
        await Upload(page, Changed(shipped, Reminder, Old, New), "reminder-ladder");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = Reminder })).ToContainTextAsync("修改");
        await Office.Picture(page, "publishing-preview");
        await Press(page, "发布");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("第2版已发布");
        await Office.Picture(page, "publishing-versions");

        // The refused one is still there, and is put away now.
        await page.GotoAsync("/workflows");
        await Office.Picture(page, "publishing-list");
        await page.Locator("a[href^='/workflow-drafts/']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "放弃草稿" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("草稿已放弃");

        await deeds.Start("S022");
        await BothAreReminded(deeds);
        Assert.Contains(Old, await deeds.Mail("S021", "到期提醒"), StringComparison.Ordinal);
        Assert.Contains(New, await deeds.Mail("S022", "到期提醒"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_drawing_is_shown_step_by_step_and_the_version_before_it_is_put_back()
    {
        var page = await office.SignedIn(LiveServer.Administrator);
        await page.GotoAsync("/workflows");
        var shipped = await Download(page, "problem-item");

        await Upload(page, Changed(Changed(shipped, Drawing, "\"TM-12\"", "\"TM-11\""),
            Drawing, "通知销号", "告知销号"), "problem-item");
        var second = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "第二人核查" });
        await Expect(second).ToContainTextAsync("dueRule：TM-12 → TM-11");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "告知销号" }).First)
            .ToContainTextAsync("displayText：通知销号 → 告知销号");
        await Office.Picture(page, "publishing-drawing");
        await Press(page, "发布");

        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "第1版" })
            .GetByRole(AriaRole.Button, new() { Name = "重新启用" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("现行的第2版");
        await Expect(second).ToContainTextAsync("dueRule：TM-11 → TM-12");
        await Press(page, "发布");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("第3版已发布");
        Assert.Equal(shipped, await Download(page, "problem-item-v3.zip", page.Locator("tbody tr:first-child")));
    }

    /// <summary>Announced and signed for on 03-16, and seven working days before the self-evaluation is due.</summary>
    private static async Task BothAreReminded(Deeds deeds)
    {
        for (var unit = 0; unit < 2; unit++)
            await deeds.Do(LiveServer.Director, "scheme-approval", "Approved", new { });
        await deeds.GoTo("2026-03-16T01:00:00Z");
        for (var unit = 0; unit < 2; unit++)
            await deeds.Do(LiveServer.Director, "issue-notice", "Issued", new { });
        await deeds.GoTo("2026-03-16T01:30:00Z");
        foreach (var unit in new[] { "S021", "S022" })
            await deeds.ByLink(unit, "签收督导通知", ("outcome", "Received"));
        await deeds.GoTo("2026-03-20T02:00:00Z");
    }

    private static Task Press(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static Task<byte[]> Download(IPage page, string id) => Download(
        page, $"{id}-v1.zip", page.GetByRole(AriaRole.Row).Filter(new() { HasText = id }));

    private static async Task<byte[]> Download(IPage page, string file, ILocator row)
    {
        var download = await page.RunAndWaitForDownloadAsync(
            () => row.GetByRole(AriaRole.Link, new() { Name = "下载" }).ClickAsync());
        Assert.Equal(file, download.SuggestedFilename);
        return await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }

    private static async Task Upload(IPage page, byte[] zip, string id)
    {
        await page.GetByLabel("流程文件夹的zip压缩包").SetInputFilesAsync(new FilePayload
        {
            Name = $"{id}.zip",
            MimeType = "application/zip",
            Buffer = zip,
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "上传并预览" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync($"预览：{id}");
    }

    private static byte[] Changed(byte[] zip, string path, string before, string after)
    {
        using var bytes = new MemoryStream();
        bytes.Write(zip);
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            string text;
            using (var reader = new StreamReader(archive.GetEntry(path)!.Open(), Encoding.UTF8))
                text = reader.ReadToEnd();
            Assert.Contains(before, text, StringComparison.Ordinal);
            archive.GetEntry(path)!.Delete();
            using var writer = new StreamWriter(archive.CreateEntry(path).Open());
            writer.Write(text.Replace(before, after, StringComparison.Ordinal));
        }

        return bytes.ToArray();
    }
}
