using System.Globalization;
using System.Text.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Directory;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>One inspection of schools as the worked example of the supervision cycle has it, step by step.</summary>
internal sealed class InspectionStory(RunningDistrict district, params string[] units)
{
    private const string Scheme = "DX-YW-2026";

    /// <summary>A special inspection of these schools, with a team of three.</summary>
    public CampaignRequest Request { get; init; } = new()
    {
        Title = "食堂专项督导",
        Line = SupervisionLine.School,
        Type = CampaignType.Special,
        Basis = "年度督导计划",
        IndicatorScheme = Scheme,
        UnitSelector = new UnitSelector { Codes = [.. units] },
        NoticeDate = new DateOnly(2026, 3, 16),
        OnSiteFrom = new DateOnly(2026, 4, 8),
        OnSiteTo = new DateOnly(2026, 4, 10),
        Team = ["I001", "I003", "I004"],
        RequestedBy = "窦文静",
    };

    /// <summary>What is changed in the findings as <see cref="Opinion"/> has them.</summary>
    public Func<string, string> Edit { get; init; } = opinion => opinion;

    /// <summary>Whole weeks by which all of it happens later than the dates named here.</summary>
    public int WeeksLater { get; init; }

    /// <summary>Where it is set each school has a campaign of its own, and this happens between their starts.</summary>
    public Func<Task>? BetweenStarts { get; init; }

    /// <summary>Asked for on 03-10, announced and signed for on 03-16.</summary>
    public async Task<Guid> ToTheReceipt()
    {
        if (WeeksLater > 0)
            await district.GoTo(On(3, 10, 10));
        var campaigns = new List<Guid>();
        foreach (var request in BetweenStarts is null ? [Later(Request)] : units.Select(Alone))
        {
            if (campaigns.Count > 0)
                await BetweenStarts!();
            var started = await district.Start(request);
            Assert.Empty(started.Problems);
            campaigns.Add(started.Campaign!.Value);
            await district.Answer(await district.TaskOf("scheme-approval", subject: campaigns[^1]), "Approved");
        }

        await district.GoTo(On(3, 16, 9));
        foreach (var campaign in campaigns)
            await district.Answer(await district.TaskOf("issue-notice", subject: campaign), "Issued");
        await district.GoTo(On(3, 16, 10));
        foreach (var unit in units)
            await district.Answer(await district.TaskOf("notice-receipt", unit), "Received");
        return campaigns[0];
    }

    private DateTimeOffset On(int month, int day, int hour) =>
        RunningDistrict.At(month, day, hour).AddDays(7 * WeeksLater);

    private string Day(int month, int day) =>
        new DateOnly(2026, month, day).AddDays(7 * WeeksLater).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private CampaignRequest Later(CampaignRequest request) => request with
    {
        NoticeDate = request.NoticeDate.AddDays(7 * WeeksLater),
        OnSiteFrom = request.OnSiteFrom.AddDays(7 * WeeksLater),
        OnSiteTo = request.OnSiteTo.AddDays(7 * WeeksLater),
    };

    private CampaignRequest Alone(string unit) => Later(Request) with
    {
        Title = $"{Request.Title}（{unit}）",
        UnitSelector = new UnitSelector { Codes = [unit] },
    };

    /// <summary>Self-evaluated on 03-25, visited until 04-10, given its preliminary opinion on 04-14.</summary>
    public async Task ToTheDefence(int findings)
    {
        await ToTheReceipt();
        await district.GoTo(On(3, 25, 10));
        foreach (var unit in units)
        {
            await district.Answer(
                await district.TaskOf("self-evaluation", unit), "Submitted", """{"content":"自评报告"}""");
            await district.Answer(await district.TaskOf("self-evaluation-review", unit), "Accepted");
        }

        await district.GoTo(On(4, 10, 17));
        foreach (var unit in units)
            await district.Answer(await district.TaskOf("on-site-record", unit), "Recorded", await VisitRecord());
        await district.GoTo(On(4, 14, 10));
        foreach (var unit in units)
            await district.Answer(await district.TaskOf("preliminary-opinion", unit), "Sent", Edit(Opinion(findings)));
    }

    /// <summary>Silent in the defence, signed on 04-24.</summary>
    public async Task ToTheSignature(int findings)
    {
        await ToTheDefence(findings);
        await district.GoTo(On(4, 24, 10));
        foreach (var unit in units)
        {
            await district.Answer(
                await district.TaskOf("opinion-draft", unit), "Drafted", """{"evaluation":"总体较好"}""");
            await district.Answer(await district.TaskOf("opinion-sign", unit), "Signed");
        }
    }

    /// <summary>The same, and with findings received on 04-27.</summary>
    public async Task ToTheLetter(int findings)
    {
        await ToTheSignature(findings);
        await district.GoTo(On(4, 27, 10));
        foreach (var unit in findings == 0 ? [] : units)
            await district.Answer(await district.TaskOf("letter-receipt", unit), "Received");
    }

    /// <summary>Never self-evaluated, visited all the same, and with nothing found but that.</summary>
    public async Task ToTheSilentLetter()
    {
        await ToTheReceipt();
        await district.GoTo(On(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await VisitRecord());
        await district.GoTo(On(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", Opinion(findings: 0));
        await district.GoTo(On(4, 24, 10));
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");
    }

    /// <summary>Plan and first report of 05-12.</summary>
    public async Task ToThePlan()
    {
        await district.GoTo(On(5, 12, 10));
        foreach (var unit in units)
        {
            await district.Answer(await district.TaskOf("rectification-plan", unit), "Filed", await Plan(unit));
            await district.Answer(await district.TaskOf("first-report", unit), "Filed",
                """{"content":"正在整改","signedByHead":"张三"}""");
        }
    }

    public async Task<string> VisitRecord()
    {
        var indicators = await district.Texts(
            $"SELECT code FROM supervision.indicator WHERE scheme_code = {Scheme} AND level = 1");
        var entries = string.Join(',', indicators.Select(code => $$"""{"indicator":"{{code}}","observation":"已查看"}"""));
        return $$"""
            {"onSiteFrom":"{{Day(4, 8)}}","onSiteTo":"{{Day(4, 10)}}","entries":[{{entries}}],
             "opinionForm":"Meeting","opinionParticipants":12,"opinionSummary":"家长座谈会",
             "teamSignature":"沈立新","unitSignature":"俞振宇"}
            """;
    }

    /// <summary>So many findings of thirty days, agreed by two of three.</summary>
    public static string Opinion(int findings, params string[] agreed)
    {
        var rows = string.Join(',', Enumerable.Range(1, findings).Select(one => $$"""
            {"indicator":"{{Scheme}}-3.2","fact":"第{{one}}项未落实","basis":"学校食品安全管理规定","severity":"Moderate",
             "rectificationType":"TimeLimited","requirement":"限期落实","days":30}
            """));
        var names = JsonSerializer.Serialize(agreed.Length == 0 ? ["I001", "I003"] : agreed);
        return $$"""{"evaluation":"总体较好","agreed":{{names}},"findings":[{{rows}}]}""";
    }

    public async Task<string> Plan(string unit)
    {
        var items = await district.Texts($"""
            SELECT item.id::text
            FROM supervision.problem_item AS item
            JOIN supervision.unit_inspection AS inspection ON inspection.id = item.unit_inspection_id
            WHERE inspection.unit_code = {unit}
            """);
        var measures = string.Join(',', items.Select(item =>
            $$"""{"item":"{{item}}","measure":"整改","responsiblePerson":"张三","finishOn":"{{Day(5, 25)}}"}"""));
        return $$"""{"measures":[{{measures}}]}""";
    }

    public async Task<string> Day(Sql sql) =>
        (await district.One<DateOnly>(sql)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
