using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>The administrator takes a process away, changes a text of it and brings it back.</summary>
public sealed class PublishingStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private const string Reminder = "mail/M-10.liquid";
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
        var shipped = await Download(page);

        await Upload(page, Changed(shipped, "{{ duty }}", "{{ dutty }}"));
        await Expect(page.Locator("main")).ToContainTextAsync("不能发布：1处错误");
        await Expect(page.Locator(".findings")).ToContainTextAsync("dutty");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true })).ToHaveCountAsync(0);
        await Office.Picture(page, "publishing-refused");

        await page.GotoAsync("/workflows");
        await Upload(page, Changed(shipped, Old, New));
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = Reminder })).ToContainTextAsync("修改");
        await Office.Picture(page, "publishing-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
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

    private static async Task<byte[]> Download(IPage page)
    {
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "reminder-ladder" });
        var download = await page.RunAndWaitForDownloadAsync(
            () => row.GetByRole(AriaRole.Link, new() { Name = "下载" }).ClickAsync());
        Assert.Equal("reminder-ladder-v1.zip", download.SuggestedFilename);
        return await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }

    private static async Task Upload(IPage page, byte[] zip)
    {
        await page.GetByLabel("流程文件夹的zip压缩包").SetInputFilesAsync(new FilePayload
        {
            Name = "reminder-ladder.zip",
            MimeType = "application/zip",
            Buffer = zip,
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "上传并预览" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("预览：reminder-ladder");
    }

    private static byte[] Changed(byte[] zip, string before, string after)
    {
        using var bytes = new MemoryStream();
        bytes.Write(zip);
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            string text;
            using (var reader = new StreamReader(archive.GetEntry(Reminder)!.Open(), Encoding.UTF8))
                text = reader.ReadToEnd();
            Assert.Contains(before, text, StringComparison.Ordinal);
            archive.GetEntry(Reminder)!.Delete();
            using var writer = new StreamWriter(archive.CreateEntry(Reminder).Open());
            writer.Write(text.Replace(before, after, StringComparison.Ordinal));
        }

        return bytes.ToArray();
    }
}
