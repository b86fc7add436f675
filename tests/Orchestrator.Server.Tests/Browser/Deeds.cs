using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>What others do beside a story, through the API and the links of their mails.</summary>
internal sealed partial class Deeds(LiveServer server)
{
    public const string Leader = "i001@inspector.yunze.example.test";

    /// <summary>Of first rank in the scheme.</summary>
    private const int Indicators = 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A special inspection of these schools from 03-16, on site from 04-08 to 04-10.</summary>
    public static object Campaign(params string[] units) => new
    {
        title = "2026年春季食堂管理专项督导",
        line = "School",
        type = "Special",
        basis = "年度督导计划第三项",
        indicatorScheme = "DX-YW-2026",
        unitSelector = new { codes = units },
        noticeDate = "2026-03-16",
        onSiteFrom = "2026-04-08",
        onSiteTo = "2026-04-10",
        team = new[] { "I001", "I003", "I004" },
        requestedBy = "窦文静",
    };

    public async Task<Guid> Start(params string[] units)
    {
        var started = await server.Post(
            "/api/v1/campaigns", Campaign(units), await server.TokenOf(LiveServer.Officer, Stop), Stop);
        Assert.Equal((201, ""), (started.Status, started.Status == 201 ? "" : started.Text));
        return started.Body.GetProperty("campaignId").GetGuid();
    }

    /// <summary>Approved and announced: the notices are in the mailboxes.</summary>
    public async Task<Guid> Announce(params string[] units)
    {
        var campaign = await Start(units);
        await Do(LiveServer.Director, "scheme-approval", "Approved", new { });
        await GoTo("2026-03-16T01:00:00Z");
        await Do(LiveServer.Director, "issue-notice", "Issued", new { });
        await GoTo("2026-03-16T01:30:00Z");
        return campaign;
    }

    /// <summary>Until the opinion letter has been signed for on 04-27; every unit has two findings.</summary>
    public async Task<Guid> Inspect(params string[] units)
    {
        var campaign = await Announce(units);
        foreach (var unit in units)
            await ByLink(unit, "签收督导通知", ("outcome", "Received"));
        await GoTo("2026-03-25T02:00:00Z");
        foreach (var unit in units)
        {
            await ByLink(unit, "自评", ("outcome", "Submitted"), ("f.content", "食堂管理制度健全，每日留样。"));
            await Do(Leader, "self-evaluation-review", "Accepted", new { });
        }

        await GoTo("2026-04-10T09:00:00Z");
        foreach (var _ in units)
            await Do(Leader, "on-site-record", "Recorded", VisitRecord);
        await GoTo("2026-04-14T02:00:00Z");
        foreach (var _ in units)
            await Do(Leader, "preliminary-opinion", "Sent", Opinion);
        await GoTo("2026-04-24T02:00:00Z");
        foreach (var _ in units)
        {
            await Do(LiveServer.Officer, "opinion-draft", "Drafted", new { evaluation = "总体较好。" });
            await Do(LiveServer.Director, "opinion-sign", "Signed", new { });
        }

        await GoTo("2026-04-27T02:00:00Z");
        foreach (var unit in units)
            await ByLink(unit, "签收督导意见书", ("outcome", "Received"));
        return campaign;
    }

    /// <summary>The first open task with this form of whoever signs in so.</summary>
    public async Task Do(string email, string form, string outcome, object content)
    {
        var token = await server.TokenOf(email, Stop);
        var mine = (await server.Get("/api/v1/tasks", token, Stop)).Body.GetProperty("rows").EnumerateArray().ToList();
        var task = mine.First(one => one.GetProperty("form").GetString() == form).GetProperty("id").GetGuid();
        var answered = await server.Post(
            $"/api/v1/tasks/{task}/answer", new { outcome, content }, token, Stop);
        Assert.True(answered.Status == 200, answered.Text);
    }

    public async Task GoTo(string instant)
    {
        var moved = await server.Post("/api/v1/training/clock", new { to = instant },
            await server.TokenOf(LiveServer.Administrator, Stop), Stop);
        Assert.True(moved.Status == 200, moved.Text);
    }

    /// <summary>The path behind the newest link to a unit's liaison whose page has this to answer.</summary>
    public async Task<string> Link(string unit, string subject) =>
        new Uri(TaskLink().Match(await Mail(unit, subject)).Value).AbsolutePath;

    /// <summary>The text of the newest mail to a unit's liaison whose subject has this.</summary>
    public async Task<string> Mail(string unit, string subject)
    {
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        var mails = await server.Get(
            $"/api/v1/mailbox?recipient={unit.ToLowerInvariant()}.liaison", token, Stop);
        var mail = mails.Body.EnumerateArray().First(one =>
            one.GetProperty("subject").GetString()!.Contains(subject, StringComparison.Ordinal));
        return (await server.Get($"/api/v1/mailbox/{mail.GetProperty("id").GetGuid()}", token, Stop))
            .Body.GetProperty("text").GetString()!;
    }

    /// <summary>
    /// Answers on the unit's page; any link of the case leads to what its title names. The newest mail serves.
    /// </summary>
    public async Task ByLink(string unit, string title, params (string Name, string Value)[] answer)
    {
        var answered = await Submit(await Open(unit, title), answer);
        Assert.True(answered.Text.Contains("办理成功", StringComparison.Ordinal), answered.Text);
    }

    /// <summary>The page behind a link, not yet answered.</summary>
    public async Task<UnitPage> Open(string unit, string title)
    {
        var path = await Link(unit, "");
        var page = await server.Get(path, null, Stop);
        if (!Heading().Match(page.Text).Value.Contains(title, StringComparison.Ordinal))
            page = await server.Get(path = OtherTask(page.Text, title), null, Stop);
        return new UnitPage(path, page);
    }

    /// <summary>Answers with a file beside.</summary>
    public async Task HandIn(
        string unit, string title, (string Name, byte[] Content) file, params (string Name, string Value)[] answer)
    {
        using var content = new MultipartFormDataContent
        {
            { new ByteArrayContent(file.Content), "f.files", file.Name },
        };
        var answered = await Submit(await Open(unit, title), content, answer);
        Assert.True(answered.Text.Contains("办理成功", StringComparison.Ordinal), answered.Text);
    }

    /// <summary>As often as one likes, as somebody does who saw no answer.</summary>
    public async Task<Answer> Submit(UnitPage page, params IEnumerable<(string Name, string Value)> answer)
    {
        using var content = new MultipartFormDataContent();
        return await Submit(page, content, answer);
    }

    /// <summary>The same with files among the content.</summary>
    public async Task<Answer> Submit(
        UnitPage page, MultipartFormDataContent content, IEnumerable<(string Name, string Value)> answer)
    {
        var fields = answer.Append(("__RequestVerificationToken", Forgery().Match(page.Shown.Text).Groups[1].Value));
        foreach (var (name, value) in fields)
            content.Add(new StringContent(value), name);
        using var request = new HttpRequestMessage(HttpMethod.Post, page.Path) { Content = content };
        request.Headers.Add("Cookie", page.Shown.Cookies.Select(cookie => cookie.Split(';')[0]));
        return await server.Send(request, Stop);
    }

    public sealed record UnitPage(string Path, Answer Shown);

    private static string OtherTask(string html, string title) => Others().Matches(html)
        .FirstOrDefault(link => link.Groups[2].Value.Contains(title, StringComparison.Ordinal))?.Groups[1].Value
        ?? throw new InvalidOperationException($"expected a way to “{title}” behind the link, found {html}");

    private static readonly object VisitRecord = new
    {
        onSiteFrom = "2026-04-08",
        onSiteTo = "2026-04-10",
        entries = Enumerable.Range(1, Indicators).Select(
            one => new { indicator = $"DX-YW-2026-{one}", observation = "查看台账并走访食堂" }).ToArray(),
        opinionForm = "Meeting",
        opinionParticipants = 12,
        opinionSummary = "家长希望公开每周食谱。",
        teamSignature = "沈立新",
        unitSignature = "俞振宇",
    };

    private static readonly object Opinion = new
    {
        evaluation = "食堂管理总体较好。",
        agreed = new[] { "I001", "I003" },
        findings = new[] { "食品留样记录不完整，抽查的十天中三天没有记录", "从业人员健康证有两份过期" }.Select(fact => new
        {
            indicator = "DX-YW-2026-4.2",
            fact,
            basis = "《学校食品安全与营养健康管理规定》",
            severity = "Moderate",
            rectificationType = "TimeLimited",
            requirement = "补齐记录，健全制度，落实责任人",
            days = 30,
        }).ToArray(),
    };

    [GeneratedRegex("https?://[^ \\s]+/t/[A-Za-z0-9_-]+")]
    private static partial Regex TaskLink();

    [GeneratedRegex("<h1>[^<]*</h1>")]
    private static partial Regex Heading();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Forgery();

    [GeneratedRegex("<a href=\"(/t/[^\"]+\\?task=[^\"]+)\">([^<]+)</a>")]
    private static partial Regex Others();
}
