using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Server.Tour;

/// <summary>
/// The worked example of the supervision cycle (§19), played by five schools from the request of another system to the
/// second order. Every day of it is compared with what the server says.
/// </summary>
internal sealed class WorkedExample(District district, UnitDoor door, Comparison compare)
{
    public const string Begins = "2026-03-10 10:00";
    public const string Evaluation = "学校管理规范，教学秩序良好。";
    public const string ReplyToDefence = "申辩期内的意见已逐条核对。";
    public const string Requirement = "限期整改，建立制度。";
    public static readonly ImmutableArray<string> Facts =
        ["作业公示未覆盖全部年级。", "教师培训参训率91%。", "心理测评未建台账。", "陪餐记录缺五天。", "劳动课被挤占两次。"];
    private const string Scheme = "DX-YW-2026";
    private static readonly string[] Agreed = ["I001", "I003"];

    /// <summary>Signs, files plan and first report, and answers nothing from then on.</summary>
    private static readonly School Silent = new("S020", "此后不再答复");
    private static readonly School Prompt = new("S021", "按期整改");

    /// <summary>E-02.</summary>
    private static readonly School Late = new("S022", "督办单发出后才报送");

    /// <summary>E-03.</summary>
    private static readonly School Partial = new("S023", "五个问题改了三个");

    /// <summary>E-01.</summary>
    private static readonly School LastMinute = new("S024", "督办单发出前一天报送");
    private static readonly ImmutableArray<School> Schools = [Silent, Prompt, Late, Partial, LastMinute];
    private readonly CaseDates dates = new(district, compare);
    private string campaign = "";

    public async Task Play(CancellationToken stop)
    {
        await Request(stop);
        await Notice(stop);
        await SelfEvaluations(stop);
        await OnSite(stop);
        await Defences(stop);
        await Opinions(stop);
        await Plans(stop);
        var after = new AfterTheLetter(district, door, compare)
        {
            Silent = Silent,
            Prompt = Prompt,
            Late = Late,
            Partial = Partial,
            LastMinute = LastMinute,
        };
        await after.Play(stop);
    }

    private async Task Request(CancellationToken stop)
    {
        compare.Chapter("一、申请和方案");
        var request = new
        {
            externalId = "jyk-2026-017",
            title = "2026年春季义务教育学校专项督导",
            line = "School",
            type = "Special",
            basis = "年度督导计划",
            indicatorScheme = Scheme,
            unitSelector = new { codes = Schools.Select(school => school.Code) },
            noticeDate = "2026-03-16",
            onSiteFrom = "2026-04-08",
            onSiteTo = "2026-04-10",
            selfEvaluation = true,
            team = new[] { "I001", "I003", "I005" },
            autoIssueOrders = true,
            requestedBy = "区教育体育局教育科",
        };
        var (first, body) = await district.Start(request, "tour", stop);
        if (first != 201)
            throw new TourStoppedException(string.Create(
                CultureInfo.InvariantCulture, $"expected a campaign, found {first} {body}"));
        compare.Same("接口发起", "201 SchemePending", $"{first} {body.GetProperty("state").GetString()}");
        var (again, _) = await district.Start(request, "tour", stop);
        var (other, _) = await district.Start(request with { requestedBy = "他人" }, "tour", stop);
        compare.Same("同一幂等键重发、改内容重发（E-28）", "200 409", $"{again} {other}");
        campaign = body.GetProperty("campaignId").GetString()!;
        var latest = await district.Get(
            District.Director, "/api/v1/deadlines?from=2026-03-24&days=10&count=working", stop);
        compare.Day("进校首日；书面通知最迟2026-03-24", "2026-04-08",
            latest.GetProperty("dueOn").GetString(), latest.GetProperty("explanation").GetString());
        await district.Answer(District.Director, "scheme-approval", null, new { outcome = "Approved" }, stop);
    }

    private async Task Notice(CancellationToken stop)
    {
        await district.GoTo("2026-03-16 09:10", stop);
        compare.Chapter("二、督导通知和自评");
        await district.Answer(District.Director, "issue-notice", null, new { outcome = "Issued" }, stop);
        await district.GoTo("2026-03-16 10:00", stop);
        var units = (await district.Get(District.Director, $"/api/v1/campaigns/{campaign}", stop)).GetProperty("units");
        foreach (var school in Schools)
        {
            school.Inspection = units.EnumerateArray()
                .Single(unit => unit.GetProperty("code").GetString() == school.Code)
                .GetProperty("inspection").GetString()!;
            await door.Answer(school, "签收督导通知", new("Received"), stop);
        }

        await dates.Happened("督导通知签收", Silent, "ReceiveNotice", "2026-03-16", stop);
        await dates.Due("自评报告期限", Silent, "自评", "2026-03-30", stop);
    }

    private async Task SelfEvaluations(CancellationToken stop)
    {
        await district.GoTo("2026-03-25 10:00", stop);
        foreach (var school in Schools)
            await door.Answer(school, "自评", new("Submitted", ("content", "课程开齐开足，教学常规落实。"))
            { Files = [("自评报告.pdf", Paper.Pdf("自评报告"))] }, stop);
        await district.Answer(District.Leader, "self-evaluation-review", null, new { outcome = "Accepted" }, stop);
    }

    private async Task OnSite(CancellationToken stop)
    {
        await district.GoTo("2026-04-10 17:00", stop);
        compare.Chapter("三、现场督导和初步意见");
        await district.Answer(District.Leader, "on-site-record", null, new
        {
            outcome = "Recorded",
            content = new
            {
                onSiteFrom = "2026-04-08",
                onSiteTo = "2026-04-10",
                entries = Enumerable.Range(1, 5).Select(place => new
                {
                    indicator = $"{Scheme}-{place}",
                    observation = "查阅资料、随机听课、访谈师生。",
                }),
                opinionForm = "Meeting",
                opinionParticipants = 12,
                opinionSummary = "家长对学校工作总体满意，希望加强作业管理。",
                teamSignature = "沈立新",
                unitSignature = "到场校长",
            },
        }, stop);
        var head = (await district.Case(Silent, stop)).GetProperty("head");
        compare.Day("现场督导开始", "2026-04-08", head.GetProperty("onSiteFrom").GetString());
        compare.Day("现场督导结束", "2026-04-10", head.GetProperty("onSiteTo").GetString());
        await dates.Happened("现场督导记录", Silent, "RecordOnSite", "2026-04-10", stop);
        var draft = (await district.Tasks(District.Leader, "preliminary-opinion", Silent, stop))[0];
        dates.Due("初步意见期限", draft, "2026-04-17");
        await district.GoTo("2026-04-14 10:00", stop);
        foreach (var school in Schools)
            await district.Answer(District.Leader, "preliminary-opinion", school, new
            {
                outcome = "Sent",
                content = new { evaluation = Evaluation, findings = Findings(school), agreed = Agreed },
            }, stop);
    }

    /// <summary>Five that are due thirty days after the receipt of the letter; two where five say no more.</summary>
    private static IEnumerable<object> Findings(School school) =>
        Facts.Take(school == Partial ? 5 : 2)
            .Select(fact => new
            {
                indicator = $"{Scheme}-3.2",
                fact,
                basis = "义务教育学校管理标准",
                severity = "Moderate",
                rectificationType = "TimeLimited",
                requirement = Requirement,
                days = 30,
            });

    private async Task Defences(CancellationToken stop)
    {
        await dates.Happened("初步意见发出", Silent, "ApprovePreliminaryOpinion", "2026-04-14", stop);
        await dates.Due("申辩期满", Silent, "申辩", "2026-04-21", stop);
        await district.GoTo("2026-04-16 15:00", stop);
        await door.Answer(Prompt, "申辩", new("Defended", ("statement", "参训率以学年计应为93%，请核。")), stop);
        await door.Answer(Late, "申辩", new("Waived"), stop);
        compare.Tell("第二小学提出申辩，第三小学放弃申辩，其余学校到期未答复");
    }

    private async Task Opinions(CancellationToken stop)
    {
        await district.GoTo("2026-04-24 10:00", stop);
        compare.Chapter("四、督导意见书");
        dates.Due("督导意见书期限", (await district.Tasks(District.Officer, "opinion-draft", Silent, stop))[0], "2026-05-11");
        await district.Answer(District.Officer, "opinion-draft", null, new
        {
            outcome = "Drafted",
            content = new
            {
                evaluation = Evaluation,
                replyToDefence = ReplyToDefence,
                hasRectificationNotice = true,
            },
        }, stop);
        await district.Answer(District.Director, "opinion-sign", null, new { outcome = "Signed" }, stop);
        await district.GoTo("2026-04-27 10:00", stop);
        foreach (var school in Schools)
            await door.Answer(school, "签收督导意见书", new("Received"), stop);
        await dates.Happened("督导意见书印发", Silent, "SignOpinion", "2026-04-24", stop);
        await dates.Happened("督导意见书签收", Silent, "ReceiveLetter", "2026-04-27", stop);
        await new IssuedPapers(district, compare).Letters(Silent, stop);
        var report = (await district.Tasks(District.Director, "campaign-report", null, stop))[0];
        dates.Due("向政府报告并备案期限", report, "2026-05-11");
        await district.Answer(District.Director, "campaign-report", null,
            new { outcome = "Signed", content = new { summary = "五所学校总体规范，作业管理和教师培训有待加强。" } }, stop);
        dates.Due("督导结果公开期限", (await district.Tasks(District.Director, "publication", null, stop))[0], "2026-05-26");
        await district.Answer(District.Director, "publication", null,
            new { outcome = "Approved", content = new { redacted = true } }, stop);
        await dates.Due("整改方案期限", Silent, "整改方案", "2026-05-13", stop);
        await dates.Due("首次整改情况报告期限", Silent, "整改情况", "2026-05-18", stop);
        foreach (var item in await district.Items(Silent, stop))
            compare.Day($"问题{item.GetProperty("number").GetInt32()}整改期限", "2026-05-27",
                item.GetProperty("dueOn").GetString(), item.GetProperty("dueExplanation").GetString());
    }

    private async Task Plans(CancellationToken stop)
    {
        await district.GoTo("2026-05-12 10:00", stop);
        compare.Chapter("五、整改方案和首次报告");
        foreach (var school in Schools)
        {
            var measures = (await district.Items(school, stop)).SelectMany((item, place) => new[]
            {
                ($"measures[{place}].item", item.GetProperty("id").GetString()!),
                ($"measures[{place}].measure", "明确分工，逐项整改。"),
                ($"measures[{place}].responsiblePerson", "教导主任"),
                ($"measures[{place}].finishOn", "2026-05-25"),
            });
            await door.Answer(school, "整改方案", new("Filed", [.. measures]), stop);
            await door.Answer(school, "整改情况", new("Filed",
                ("content", "各项问题均已部署整改。"), ("signedByHead", "校长")), stop);
        }

        await district.Answer(District.Officer, "plan-review", null, new { outcome = "Approved" }, stop);
        await dates.Happened("整改方案报送", Silent, "FilePlan", "2026-05-12", stop);
        await dates.Happened("首次整改情况报告报送", Silent, "报送首次整改情况报告", "2026-05-12", stop);
        compare.Tell("五所学校报送整改方案和首次报告；整改方案审核通过");
    }
}
