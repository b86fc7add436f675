using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>A form with files, and the Go key of a phone in one of its fields.</summary>
public sealed class GoKeyStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private static readonly FilePayload report = new()
    { Name = "整改照片.pdf", MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes("%PDF-1.4 report") };

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task The_go_key_sends_nothing_and_the_chosen_files_stay()
    {
        Chromium.Require();
        var deeds = new Deeds(office.Server);
        await deeds.Inspect("S021");
        var opened = await deeds.Open("S021", "报送首次整改情况报告");
        var phone = await office.Phone();
        await phone.GotoAsync(opened.Path);
        var posted = 0;
        phone.Request += (_, request) => posted += request.Method == "POST" ? 1 : 0;

        await phone.GetByLabel("整改情况").FillAsync("已补齐留样记录。");
        await phone.GetByLabel("附件").SetInputFilesAsync(report);
        await phone.GetByLabel("签字负责人").FillAsync("俞振宇");
        await phone.GetByLabel("签字负责人").PressAsync("Enter");

        await Expect(phone.GetByLabel("附件")).ToBeFocusedAsync();
        Assert.Equal(1, await phone.GetByLabel("附件").EvaluateAsync<int>("input => input.files.length"));
        Assert.Equal(0, posted);
        await phone.GetByRole(AriaRole.Button, new() { Name = "报送", Exact = true }).ClickAsync();
        await Expect(phone.GetByText("已收到，办理成功")).ToBeVisibleAsync();
        await Expect(phone.GetByText("整改照片.pdf")).ToBeVisibleAsync();
        await ItIsReadAgain(phone);
    }

    private static async Task ItIsReadAgain(IPage phone)
    {
        await phone.GotoAsync(phone.Url);
        await Expect(phone.Locator("#answered")).ToContainTextAsync("已补齐留样记录。");
        Assert.Empty(await Looks.Of(phone));
        if (Environment.GetEnvironmentVariable("KEEP_PICTURES") is not null)
            await Office.Picture(phone, "answered-by-link");
    }
}
