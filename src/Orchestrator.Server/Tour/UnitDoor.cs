using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Server.Tour;

/// <summary>A liaison officer without an account: reads the mail, opens its link, fills the form, sends it.</summary>
internal sealed partial class UnitDoor(District district, Uri address)
{
    /// <summary>Fields by name, and the files beside them.</summary>
    public sealed record Filled(string Outcome, params (string Name, string Value)[] Fields)
    {
        public IReadOnlyList<(string Name, byte[] Content)> Files { get; init; } = [];
    }

    /// <summary>The one open task of the school whose title contains the text.</summary>
    public async Task Answer(School school, string title, Filled filled, CancellationToken stop)
    {
        var waits = (await district.Case(school, stop)).GetProperty("waits").EnumerateArray()
            .Where(wait => wait.GetProperty("title").GetString()!.Contains(title, StringComparison.Ordinal)).ToList();
        if (waits.Count != 1)
            throw new TourStoppedException($"expected one open task '{title}' of {school.Code}, found {waits.Count}: "
                + string.Join(", ", waits.Select(wait => wait.GetProperty("title").GetString())));
        await Send($"{await Link(school, stop)}?task={waits[0].GetProperty("task").GetString()}", filled, stop);
    }

    /// <summary>The path of the link in the newest mail that has one; it leads to whatever else is open.</summary>
    private async Task<string> Link(School school, CancellationToken stop)
    {
        foreach (var listed in await district.Mails(school.Liaison, stop))
        {
            if (listed.GetProperty("task").ValueKind != JsonValueKind.Null
                && LinkPattern().Match((await district.Mail(listed, stop)).GetProperty("text").GetString()!) is
                { Success: true } found)
                return found.Value;
        }

        throw new TourStoppedException($"expected a mail with a link to {school.Liaison}, found none");
    }

    private async Task Send(string path, Filled filled, CancellationToken stop)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() })
        { BaseAddress = address };
        var page = await browser.GetStringAsync(path, stop);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(StampPattern().Match(page).Groups["stamp"].Value), "__RequestVerificationToken" },
            { new StringContent(filled.Outcome), "outcome" },
        };
        foreach (var (name, value) in filled.Fields)
            form.Add(new StringContent(value), $"f.{name}");
        foreach (var (name, content) in filled.Files)
            form.Add(new ByteArrayContent(content), "f.files", name);
        using var response = await browser.PostAsync(path, form, stop);
        var answer = await response.Content.ReadAsStringAsync(stop);
        if (!answer.Contains("已收到，办理成功", StringComparison.Ordinal))
            throw new TourStoppedException($"expected a receipt at {path.Split('?')[0][..4]}…, found: "
                + WebUtility.HtmlDecode(TagPattern().Replace(answer, " ")));
    }

    [GeneratedRegex("(?<=https?://[^/\\s]+)/t/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<stamp>[^\"]+)\"")]
    private static partial Regex StampPattern();

    [GeneratedRegex("(?s)<(style|script).*?</\\1>|<[^>]+>|\\s+")]
    private static partial Regex TagPattern();
}
