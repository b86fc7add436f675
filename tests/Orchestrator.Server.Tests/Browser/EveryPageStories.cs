using Microsoft.Playwright;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>
/// Every page of the portal, on a desk and on a phone, with a case that has gone as far as its order: what must hold
/// wherever one looks. With KEEP_PICTURES=1 each leaves its picture under TestResults/browser.
/// </summary>
public sealed class EveryPageStories(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    private static readonly bool keepsPictures = Environment.GetEnvironmentVariable("KEEP_PICTURES") is not null;

    public ValueTask DisposeAsync() => office.Leave();

    [Fact]
    public async Task Every_page_of_the_menu_and_what_it_leads_to_can_be_read_on_a_desk_and_on_a_phone()
    {
        Chromium.Require();
        var deeds = new Deeds(office.Server);
        await deeds.Inspect("S021");
        await deeds.GoTo("2026-05-29T02:00:00Z");

        var findings = new List<string>();
        var administrator = await office.SignedIn(LiveServer.Administrator);
        foreach (var path in await Reachable(administrator))
            findings.AddRange(await Look(administrator, path));

        // Who only administers decides nothing.
        var director = await office.SignedIn(LiveServer.Director);
        var task = (await Hrefs(director.Locator("main .sheet a[href^='/tasks/']")))[0];
        string[] pages =
            ["/", "/?s=all", "/duty", "/signing", task, "/campaigns/new", "/units/S021", .. await Acts(director)];
        foreach (var path in pages)
            findings.AddRange(await Look(director, path));

        Assert.True(findings.Count == 0, string.Join('\n', findings.Distinct()));
    }

    /// <summary>The pages of what the office does of its own accord with the first item and the first order.</summary>
    private static async Task<IReadOnlyList<string>> Acts(IPage page)
    {
        var acts = new List<string>();
        foreach (var list in new[] { "/items", "/orders" })
        {
            await page.GotoAsync(list);
            await page.Locator("main .sheet .first-cell a").First.ClickAsync();
            acts.AddRange(await Hrefs(page.Locator("main a[href$='/drop'], main a[href$='/withdraw']")));
        }

        Assert.Equal(2, acts.Count);
        return acts;
    }

    /// <summary>The menu, and for each of its lists the first thing that it shows.</summary>
    private static async Task<IReadOnlyList<string>> Reachable(IPage page)
    {
        var menu = await Hrefs(page.Locator("#menu a[href^='/']"));
        var paths = new List<string>(menu);
        foreach (var path in menu)
        {
            await page.GotoAsync(path);
            paths.AddRange((await Hrefs(page.Locator("main .sheet tbody tr:first-child a[href^='/']"))).Take(1));
        }

        foreach (var path in paths.Where(one => one.StartsWith("/campaigns/", StringComparison.Ordinal)).ToList())
        {
            await page.GotoAsync(path);
            paths.AddRange((await Hrefs(page.Locator("main .sheet tbody tr:first-child a[href^='/']"))).Take(1));
        }

        return [.. paths.Append("/sign-in").Distinct()];
    }

    private static async Task<IReadOnlyList<string>> Hrefs(ILocator links) =>
        await links.EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href'))");

    private static async Task<IReadOnlyList<string>> Look(IPage page, string path)
    {
        var found = new List<string>();
        if (await page.GotoAsync(path) is { Status: not 200 } answer)
            found.Add($"{path}: {answer.Status}");
        foreach (var width in new[] { 1280, 390 })
        {
            await page.SetViewportSizeAsync(width, 844);
            found.AddRange((await Looks.Of(page)).Select(wrong => $"{path} at {width} px: {wrong}"));
            if (keepsPictures)
                await Office.Picture(page, $"page{path.Replace('/', '_')}-{width}");
        }

        return found;
    }
}
