using Orchestrator.Engine;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>TM-01 by the notice itself, and what is not published (R-10, R-74, §18).</summary>
public sealed class NoticeAndPublicationTests
{
    [Fact]
    public async Task A_notice_that_comes_too_late_for_its_visit_is_not_issued_and_takes_no_number()
    {
        await using var district = await RunningDistrict.Open();
        var late = await district.Start(new InspectionStory(district, "S021").Request);
        await district.Answer(await district.TaskOf("scheme-approval", subject: late.Campaign), "Approved");
        await district.GoTo(RunningDistrict.At(3, 25, 9));

        var refused = await district.Try(await district.TaskOf("issue-notice"), "Issued");

        var problem = Assert.Single(refused.Problems);
        Assert.Equal("SU039", problem.Code);
        Assert.Contains("最迟应于2026-03-24签发", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.document"));
    }

    [Fact]
    public async Task A_record_of_a_visit_sooner_than_its_notice_allows_is_refused()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.Answer(await district.TaskOf("self-evaluation"), "Submitted", """{"content":"自评报告"}""");
        await district.Answer(await district.TaskOf("self-evaluation-review"), "Accepted");
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        var record = await story.VisitRecord();

        var refused = await district.Try(await district.TaskOf("on-site-record"), "Recorded",
            record.Replace("2026-04-08", "2026-03-27", StringComparison.Ordinal));

        Assert.Equal("SU041 onSiteFrom", Where(Assert.Single(refused.Problems)));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded",
            record.Replace("2026-04-08", "2026-03-30", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_approves_is_told_that_a_silent_unit_would_hold_up_its_own_visit()
    {
        await using var district = await RunningDistrict.Open();
        var request = new InspectionStory(district, "S021").Request;
        var soon = await district.Start(request with { OnSiteFrom = new DateOnly(2026, 4, 7) });
        var asked = await Facts.Of(district, await district.TaskOf("scheme-approval", subject: soon.Campaign));
        Assert.Contains("要到2026-04-07以后才能登记现场记录", asked["提示"], StringComparison.Ordinal);

        var enough = await district.Start(request);
        var fine = await Facts.Of(district, await district.TaskOf("scheme-approval", subject: enough.Campaign));
        Assert.DoesNotContain("才能登记现场记录", fine.GetValueOrDefault("提示", ""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1, "SU089 onSiteFrom")]
    [InlineData(4, 2, null)]
    public async Task A_visit_before_the_self_evaluation_is_due_is_not_approved(int month, int day, string? refused)
    {
        await using var district = await RunningDistrict.Open();
        var started = await district.Start(
            new InspectionStory(district, "S021").Request with { OnSiteFrom = new DateOnly(2026, month, day) });

        var answered = await district.Try(
            await district.TaskOf("scheme-approval", subject: started.Campaign), "Approved");

        Assert.Equal(refused, answered.Problems is [var problem] ? Where(problem) : null);
        if (refused is not null)
            Assert.Contains("最早可定于2026-04-02", answered.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_published_redacted_or_not_at_all_with_a_reason()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheSignature(findings: 1);
        await district.Answer(await district.TaskOf("campaign-report"), "Signed", """{"summary":"总体较好"}""");
        var task = await district.TaskOf("publication");

        Assert.Equal("SU038 redacted",
            Where(Assert.Single((await district.Try(task, "Approved", """{"redacted":false}""")).Problems)));
        Assert.Equal("SU061 note", Where(Assert.Single((await district.Try(task, "NotPublished")).Problems)));
        await district.Answer(task, "NotPublished", """{"note":"涉及未成年人"}""");

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Reported 涉及未成年人"], await district.Texts($"""
            SELECT campaign.state || ' ' || (audit.detail ->> 'note')
            FROM supervision.campaign AS campaign
            JOIN supervision.audit_entry AS audit
              ON audit.subject_id = campaign.id AND audit.act = 'DeclinePublication'
            """));
    }

    private static string Where(Problem problem) => $"{problem.Code} {problem.Where}";
}
