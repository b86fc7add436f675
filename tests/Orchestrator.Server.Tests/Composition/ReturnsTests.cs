using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>What was returned, or sent again, on the shipped processes.</summary>
public sealed class ReturnsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_that_the_department_returns_is_not_urged_before_the_date_of_its_letter()
    {
        await using var district = await Late(findings: 1, until: (5, 27));
        await district.Answer(
            await district.TaskOf("rectification-report", subject: await Item(district, 1)), "Reported", Report);
        await district.GoTo(RunningDistrict.At(6, 1, 15));
        await district.Answer(await district.TaskOf("department-review"), "Disagreed", """{"opinion":"缺少照片"}""");

        Assert.Equal("2026-06-08", await district.One<string>($"""
            SELECT due_on::text FROM supervision.open_task WHERE form = 'rectification-report' AND state = 'Open'
            """));
        await district.GoTo(RunningDistrict.At(6, 10, 18));
        Assert.Equal([], await States(district));
        await district.GoTo(RunningDistrict.At(6, 11, 10));
        Assert.Equal(["First Issued"], await States(district));
    }

    [Fact]
    public async Task A_plan_that_was_returned_is_owed_again_with_a_notice_of_its_own()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 13, 10));
        await district.Answer(await district.TaskOf("plan-review"), "Returned", """{"reason":"缺少措施"}""");

        await district.GoTo(RunningDistrict.At(5, 21, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(1, await district.One<long>($"""
            SELECT count(DISTINCT subject) FROM orchestrator.mail WHERE letter = 'M-15' AND subject LIKE '%整改方案%'
            """));
    }

    [Fact]
    public async Task E_08_the_link_of_a_former_contact_opens_nothing_and_their_copy_starts_no_later_receipt()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        var started = await district.Start(story.Request);
        await district.Answer(await district.TaskOf("scheme-approval", subject: started.Campaign!.Value), "Approved");
        await district.GoTo(RunningDistrict.At(3, 16, 9));
        await district.Answer(await district.TaskOf("issue-notice", subject: started.Campaign.Value), "Issued");
        await district.GoTo(RunningDistrict.At(3, 16, 10));
        var task = await district.TaskOf("notice-receipt");
        var link = district.Part<TaskLinks>().TokenOf(task, 1);
        Assert.NotNull(await Opened(district, link));

        Assert.Empty(await new ChangeContact(district.Db).Run(new ChangeContact.Request
        {
            Actor = await district.Official(Role.CaseOfficer),
            UnitCode = "S021",
            Role = Role.LiaisonOfficer,
            Name = "新联络员",
            Email = "new@s021.yunze.example.test",
        }, Stop));

        Assert.Null(await Opened(district, link));
        await district.GoTo(RunningDistrict.At(3, 16, 11));
        Assert.NotNull(await Opened(district, district.Part<TaskLinks>().TokenOf(task, 2)));
        await district.Answer(task, "Received");

        // The opinion letter waits for its own delivery, not for the second copy of the notice.
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.GoTo(RunningDistrict.At(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", InspectionStory.Opinion(1));
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");
        Assert.Equal("", await district.Incidents());
        Assert.Equal(["OpinionIssued"], await district.Texts($"SELECT state FROM supervision.unit_inspection"));
        await district.TaskOf("letter-receipt");
    }

    private static Task<LinkedTask?> Opened(RunningDistrict district, string token) => district.Db.InTransaction(
        tx => TaskLinks.Find(tx, token, RunningDistrict.At(3, 16, 11), Stop), Stop);
}
