using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>
/// The stories of <c>workflows/*/tests</c>, played with the real turn on the training clock. ACCEPT=1 writes what
/// happens into the files instead; the difference is then for a person to read.
/// </summary>
public sealed class TranscriptTests
{
    private const string Unit = "S021";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stories =>
        [.. Transcript.All(RunningDistrict.Workflows())
            .Select(path => Path.GetRelativePath(RunningDistrict.Workflows(), path))];

    [Fact]
    public void Every_process_is_told_by_a_story() => Assert.Equal(
        [
            "campaign", "department-tracking", "problem-item", "reminder-ladder", "supervisory-order",
            "undelivered-mail", "unit-inspection",
        ],
        Stories.Select(story => story.Data.Split(Path.DirectorySeparatorChar)[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task A_process_does_what_its_story_tells(string story)
    {
        var path = Path.Combine(RunningDistrict.Workflows(), story);
        var transcript = await Transcript.Read(path, Stop);
        await using var relay = RefusedMail.Relay();
        await using var district = await RunningDistrict.Open(relay: relay);
        var inspection = new InspectionStory(district, Unit);
        foreach (var deed in transcript.Deeds)
            await Do(district, inspection, deed);

        Assert.Equal("", await district.Incidents());
        var told = transcript.With(await Happened.Of(district, transcript.Process, Letters(transcript.Process)));
        if (Environment.GetEnvironmentVariable("ACCEPT") == "1")
            await File.WriteAllTextAsync(path, told, Stop);
        Assert.Equal(await File.ReadAllTextAsync(path, Stop), told);
    }

    private static async Task Do(RunningDistrict district, InspectionStory inspection, Transcript.Deed deed)
    {
        if (deed.Verb == "起点")
            await Begin(inspection, deed);
        await district.GoTo(deed.At);
        switch (deed.Verb)
        {
            case "发起":
                Assert.Empty((await district.Start(inspection.Request)).Problems);
                break;
            case "办理":
                await Answer(district, inspection, deed);
                break;
            case "拒收":
                await district.Refuse(Unit, deed.Words);
                break;
            case "起点" or "推进":
                break;
            default:
                throw new UnreachableException($"a story says 起点, 发起, 办理, 拒收 or 推进, not “{deed.Verb}”");
        }
    }

    private static async Task Begin(InspectionStory inspection, Transcript.Deed deed)
    {
        var findings = NumberIn(deed.Words.ElementAtOrDefault(1) ?? "1件");
        switch (deed.Words[0])
        {
            case "通知已签收":
                await inspection.ToTheReceipt();
                break;
            case "意见书已签收":
                await inspection.ToTheLetter(findings);
                break;
            case "方案已报":
                await inspection.ToTheLetter(findings);
                await inspection.ToThePlan();
                break;
            default:
                throw new UnreachableException($"a story begins at no “{deed.Words[0]}”");
        }
    }

    /// <summary>办理 FORM OUTCOME [问题N] [N件]: with a form filled as such a form is filled.</summary>
    private static async Task Answer(RunningDistrict district, InspectionStory inspection, Transcript.Deed deed)
    {
        var subject = deed.Words.FirstOrDefault(word => word.StartsWith("问题", StringComparison.Ordinal)) is { } item
            ? await district.One<Guid>($"SELECT id FROM supervision.problem_item WHERE number = {NumberIn(item)}")
            : (Guid?)null;
        var findings = NumberIn(deed.Words.FirstOrDefault(word => word.EndsWith('件')) ?? "1件");
        var content = deed.Words[0] == "preliminary-opinion"
            ? InspectionStory.Opinion(findings)
            : await Filled(inspection, deed.Words[0], deed.Words[1]);
        await district.Answer(await district.TaskOf(deed.Words[0], subject: subject), deed.Words[1], content);
    }

    private static async Task<string> Filled(InspectionStory inspection, string form, string outcome) =>
        (form, outcome) switch
        {
            ("scheme-approval" or "department-review", "Returned" or "Disagreed") => """{"opinion":"材料不全"}""",
            ("self-evaluation-review", "Returned") => """{"note":"材料不全"}""",
            ("plan-review" or "opinion-sign", "Returned") or ("order-sign", "Voided") => """{"reason":"材料不全"}""",
            ("scheme-revision", _) => """{"leader":"I001","members":["I003","I004"],"note":"已补充"}""",
            ("self-evaluation", _) => """{"content":"自评报告"}""",
            ("on-site-record", _) => await inspection.VisitRecord(),
            ("opinion-draft", _) => """{"evaluation":"总体较好"}""",
            ("campaign-report", _) => """{"summary":"本次督导总体情况良好。"}""",
            ("publication", _) => """{"redacted":true}""",
            ("rectification-plan", _) => await inspection.Plan(Unit),
            ("first-report", _) => """{"content":"正在整改","signedByHead":"张三"}""",
            ("rectification-report", _) => """{"content":"已整改","measuredValue":"1","signedByHead":"张三"}""",
            ("tracking-report", _) => """{"guidance":"到校指导两次","nextSteps":"下月复核"}""",
            ("phone-unit", _) => """{"spokenWith":"张三","number":"000-55500060","note":"邮箱已满，今日清理"}""",
            ("verification", _) => """{"method":"Desk","opinion":"已核查","remaining":"还差一半"}""",
            _ => "{}",
        };

    /// <summary>Of “2件” and of “问题2”.</summary>
    private static int NumberIn(string word) =>
        int.Parse(word.Trim('件', '问', '题'), CultureInfo.InvariantCulture);

    private static string[] Letters(string process)
    {
        var mails = Path.Combine(RunningDistrict.Workflows(), process, "mail");
        return Directory.Exists(mails)
            ? [.. Directory.EnumerateFiles(mails).Select(path => Path.GetFileNameWithoutExtension(path))]
            : [];
    }
}
