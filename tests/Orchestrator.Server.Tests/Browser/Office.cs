using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>
/// A server of its own and people in front of it. For a test class that hands it back after each story
/// (<see cref="Leave"/>): a failed one leaves a picture of every screen, and no screen may have reached for another
/// host or have been refused something by the page's own policy.
/// </summary>
public sealed partial class Office(Chromium chromium) : IAsyncLifetime
{
    private readonly List<(IPage Page, List<string> Troubles)> screens = [];

    public LiveServer Server { get; } = new();

    public async ValueTask InitializeAsync()
    {
        if (Chromium.IsInstalled)
            await Server.InitializeAsync();
    }

    /// <summary>An empty window on a desk.</summary>
    public Task<IPage> Desk() => Screen(1280, 900);

    /// <summary>An empty window on a phone.</summary>
    public Task<IPage> Phone() => Screen(390, 844);

    /// <summary>Somebody at a desk, signed in as they do it themselves.</summary>
    public async Task<IPage> SignedIn(string email)
    {
        var page = await Desk();

        // Invited where nobody did.
        await Server.TokenOf(email, TestContext.Current.CancellationToken);
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("邮箱").FillAsync(email);
        await page.GetByLabel("密码").FillAsync(
            email == LiveServer.Administrator ? Server.AdministratorPassword : LiveServer.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "退出" })).ToBeVisibleAsync();
        return page;
    }

    /// <summary>To be called when a story has ended.</summary>
    public async ValueTask Leave()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        var troubles = screens.SelectMany(screen => screen.Troubles).Distinct().ToList();
        for (var number = 0; number < screens.Count; number++)
        {
            if (failed || troubles.Count > 0)
                await Picture(screens[number].Page, $"{StoryName()}-{number + 1}");
            await screens[number].Page.Context.CloseAsync();
        }

        screens.Clear();
        Assert.Empty(troubles);
    }

    public async ValueTask DisposeAsync()
    {
        if (Chromium.IsInstalled)
            await Server.DisposeAsync();
    }

    /// <summary>A picture of the whole page under TestResults.</summary>
    public static Task Picture(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Programs.Repository(Path.Combine("TestResults", "browser", name + ".png")),
        FullPage = true,
    });

    private static string StoryName() =>
        NotInAFileName().Replace(TestContext.Current.TestCase?.TestCaseDisplayName ?? "story", "-");

    private async Task<IPage> Screen(int width, int height)
    {
        Chromium.Require();
        var browser = await chromium.Open();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Server.Http.BaseAddress!.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
        });
        var page = await context.NewPageAsync();
        var troubles = new List<string>();
        screens.Add((page, troubles));
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Server.Http.BaseAddress.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                troubles.Add($"asked another host: {request.Url}");
        };
        page.Console += (_, message) =>
        {
            // A status is the server's answer, which the story itself looks at.
            if (message.Type == "error" && !message.Text.Contains("status of", StringComparison.Ordinal))
                troubles.Add(string.Create(CultureInfo.InvariantCulture, $"{page.Url}: {message.Text}"));
        };
        page.PageError += (_, error) => troubles.Add($"{page.Url}: {error}");
        return page;
    }

    [GeneratedRegex(@"[^\w]+")]
    private static partial Regex NotInAFileName();
}
