using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Orchestrator.Server.Tests.Browser.Chromium))]

namespace Orchestrator.Server.Tests.Browser;

/// <summary>The system's Chromium, started by the first story that needs it and shared by all.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

    /// <summary>Of a busy machine; a story that goes well never waits for it.</summary>
    private const float MostMilliseconds = 20_000;

    private readonly SemaphoreSlim one = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    private static string? Program => Programs.FirstOrDefault(File.Exists);

    public static bool IsInstalled => Program is not null;

    /// <summary>Ends the test as skipped, with the reason, where the machine has no browser.</summary>
    public static void Require() =>
        Assert.SkipUnless(IsInstalled, "needs Chromium; ./test.sh as root on Debian installs it");

    public async Task<IBrowser> Open()
    {
        await one.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            Assertions.SetDefaultExpectTimeout(MostMilliseconds);
            return browser ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"],
            });
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        one.Dispose();
    }
}
