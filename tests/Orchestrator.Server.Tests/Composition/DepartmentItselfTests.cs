namespace Orchestrator.Server.Tests.Composition;

/// <summary>E-26: the supervising department itself is the responsible unit.</summary>
public sealed class DepartmentItselfTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_government_office_gets_the_copies_and_nobody_pre_reviews_the_report()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "D06");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.Answer(await district.TaskOf("rectification-report", "D06"), "Reported",
            """{"content":"已整改","measuredValue":"100%","signedByHead":"许佳慧"}""");
        await district.GoTo(RunningDistrict.At(5, 13, 12));

        Assert.Equal("", await district.Incidents());
        var letters = await ReadLetter.All(district, Stop);
        var copies = letters.Where(mail => mail.Letter is "M-02" or "M-09").SelectMany(mail => mail.Mail.Cc);
        Assert.Equal(["o03.liaison@gov.yunze.example.test"], copies.Select(one => one.Address).Distinct());
        Assert.Equal(["verification"], await district.Texts($"""
            SELECT form FROM supervision.open_task
            WHERE state = 'Open' AND subject_kind = 'ProblemItem'
            """));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM supervision.open_task WHERE form = 'department-review'"));

        // Nor is anybody above asked monthly about an item that it does not follow.
        Assert.Equal(["2026-04-01"],
            await district.Texts($"SELECT month::text FROM supervision.tracking_month ORDER BY 1 DESC LIMIT 1"));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.tracking_report"));
    }
}
