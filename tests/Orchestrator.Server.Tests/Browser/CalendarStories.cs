using System.Text;
using Microsoft.Playwright;
using Orchestrator.Supervision.Storage;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>The administrator imports a corrected year while a school has dates open (E-05).</summary>
public sealed class CalendarStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private static readonly bool keepsPictures = Environment.GetEnvironmentVariable("KEEP_PICTURES") is not null;

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task A_wrong_file_is_refused_with_its_line_a_right_one_shown_first_and_then_imported()
    {
        Chromium.Require();
        await new Deeds(office.Server).Inspect("S021");
        var sample = Embedded.Text("SampleDistrict/calendar-2026.csv");
        var page = await office.SignedIn(LiveServer.Administrator);
        await page.GotoAsync("/calendar?year=2026");
        await page.GetByRole(AriaRole.Link, new() { Name = "导入或更正" }).ClickAsync();
        await Look(page, "form");

        await Hand(page, sample + "2026-05-27,周三,更正,makeup_workday,Y,N,通知,high,official,\n");
        await Expect(page.Locator("#problems")).ToContainTextAsync("第41行：2026-05-27不是周末");
        await Look(page, "refused");

        await Hand(page, sample + "2026-05-27,周三,校庆,adjusted_rest,N,N,区政府通知,high,official,\n");
        await Expect(page.Locator("#preview h2")).ToHaveTextAsync("2026 年：1 天变化，2 项期限顺延");
        await Expect(page.Locator("main table").First).ToContainTextAsync("收到2026-04-27 + 30日 = 2026-05-27，末日为校庆假期");
        await Look(page, "preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "确认导入" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("工作日历 2026 年");
        await Expect(page.Locator("main")).ToContainTextAsync("第 2 版");
        await Look(page, "imported");
        await page.GotoAsync("/items");
        await Expect(page.Locator("main table")).ToContainTextAsync("2026-05-28");
        await page.Locator("main .sheet .first-cell a").First.ClickAsync();
        await Look(page, "item");
    }

    private static async Task Hand(IPage page, string table)
    {
        await page.GotoAsync("/calendar/import?year=2026");
        await page.GetByLabel("CSV 文件（UTF-8）").SetInputFilesAsync(new FilePayload
        { Name = "2026.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(table) });
        await page.GetByLabel("依据的通知或更正理由").FillAsync("区政府通知：5月27日放假");
        await page.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
    }

    private static async Task Look(IPage page, string name)
    {
        foreach (var width in new[] { 390, 1280 })
        {
            await page.SetViewportSizeAsync(width, 844);
            Assert.Empty(await Looks.Of(page));
            if (keepsPictures)
                await Office.Picture(page, $"calendar-{name}-{width}");
        }
    }
}
