using Orchestrator.Supervision.Rights;
using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>What whoever does something again is told of why it came back.</summary>
public sealed class ReturnReasonsTests
{
    [Fact]
    public async Task A_scheme_that_was_returned_twice_shows_both_reasons_the_last_one_first()
    {
        await using var district = await RunningDistrict.Open();
        await district.Start(new InspectionStory(district, "S021").Request);
        Assert.DoesNotContain("上次退回", await Facts.Of(district, await district.TaskOf("scheme-approval")));

        await Return("组长应当回避");
        var revision = await district.TaskOf("scheme-revision");
        Assert.Matches("^组长应当回避（督导办主任 .+，2026-03-10 10:00）$", (await Facts.Of(district, revision))["上次退回"]);
        await district.Answer(
            revision, "Done", """{"leader":"I001","members":["I003","I004"],"note":"已调整"}""");
        await district.GoTo(RunningDistrict.At(3, 11, 10));
        await Return("成员仍不足");

        var shown = await Facts.Of(district, await district.TaskOf("scheme-revision"));
        Assert.StartsWith("成员仍不足（", shown["上次退回"], StringComparison.Ordinal);
        Assert.StartsWith("组长应当回避（", shown["此前退回"], StringComparison.Ordinal);

        async Task Return(string reason) => await district.Answer(
            await district.TaskOf("scheme-approval"), "Returned", $$"""{"opinion":"{{reason}}"}""");
    }

    [Fact]
    public async Task Whatever_is_returned_in_the_case_of_a_unit_says_why_to_whoever_does_it_again()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        const string evaluated = """{"content":"自评报告"}""";
        await district.Answer(await district.TaskOf("self-evaluation"), "Submitted", evaluated);
        await district.Answer(
            await district.TaskOf("self-evaluation-review"), "Returned", """{"note":"缺少台账"}""");
        await Says(district, "self-evaluation", "缺少台账（督导组成员 ");
        await district.Answer(await district.TaskOf("self-evaluation"), "Submitted", evaluated);
        await district.Answer(await district.TaskOf("self-evaluation-review"), "Accepted");
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.GoTo(RunningDistrict.At(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", InspectionStory.Opinion(1));
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        const string draft = """{"evaluation":"总体较好"}""";
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", draft);
        await district.Answer(await district.TaskOf("opinion-sign"), "Returned", """{"reason":"评价过于笼统"}""");
        await Says(district, "opinion-draft", "评价过于笼统（督导办主任 ");
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", draft);
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");
        await district.GoTo(RunningDistrict.At(4, 27, 10));
        await district.Answer(await district.TaskOf("letter-receipt"), "Received");
        await story.ToThePlan();
        await district.Answer(await district.TaskOf("plan-review"), "Returned", """{"reason":"缺少措施"}""");
        await Says(district, "rectification-plan", "缺少措施（经办人 ");
    }

    [Fact]
    public async Task Whoever_returned_a_plan_for_another_is_named_by_the_post_they_hold()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.Answer(await district.TaskOf("plan-review"), "Returned", """{"reason":"缺少措施"}""",
            by: Role.OfficeDirector);

        await Says(district, "rectification-plan", "缺少措施（督导办主任 姜云霞，");
    }

    [Fact]
    public async Task A_report_returned_by_the_department_and_then_by_the_verification_shows_both()
    {
        await using var district = await Late(findings: 1);
        var item = await Item(district, 1);
        await district.Answer(await district.TaskOf("rectification-report", subject: item), "Reported", Report);
        await district.Answer(await district.TaskOf("department-review"), "Disagreed", """{"opinion":"缺少照片"}""");
        Assert.StartsWith("缺少照片（主管部门 ", (await Facts.Of(
            district, await district.TaskOf("rectification-report")))["上次退回"], StringComparison.Ordinal);
        await File(district, 1);
        await Verify(district, 1, "Incomplete");

        var shown = await Facts.Of(district, await district.TaskOf("rectification-report"));

        Assert.StartsWith("已核查（经办人 ", shown["上次退回"], StringComparison.Ordinal);
        Assert.StartsWith("缺少照片（主管部门 ", shown["此前退回"], StringComparison.Ordinal);
    }

    private static async Task Says(RunningDistrict district, string form, string reason) => Assert.StartsWith(
        reason, (await Facts.Of(district, await district.TaskOf(form)))["上次退回"], StringComparison.Ordinal);
}
