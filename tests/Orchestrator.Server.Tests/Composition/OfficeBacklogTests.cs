using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>M-27: what the office lets wait is seen, with a date and without.</summary>
public sealed class OfficeBacklogTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_task_of_the_office_has_a_date_and_is_told_the_morning_after()
    {
        await using var district = await RunningDistrict.Open();
        await district.Start(new InspectionStory(district, "S021").Request);
        await district.Answer(
            await district.TaskOf("scheme-approval"), "Returned", """{"opinion":"组长应当回避"}""");

        await district.GoTo(RunningDistrict.At(3, 17, 18));
        Assert.DoesNotContain(await Backlog(district), text => text.Contains("修改督导方案", StringComparison.Ordinal));
        await district.GoTo(RunningDistrict.At(3, 18, 9));
        Assert.Contains(await Backlog(district), text => text.Contains(
            "（经办人）　期限：2026年3月17日（退回2026-03-10 + 5个工作日", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_task_without_a_date_of_a_version_before_is_told_after_five_working_days()
    {
        await using var district = await RunningDistrict.Open();
        await district.Start(new InspectionStory(district, "S021").Request);
        await district.Answer(
            await district.TaskOf("scheme-approval"), "Returned", """{"opinion":"组长应当回避"}""");
        await district.Db.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.open_task SET due_on = NULL, due_explanation = NULL WHERE form = 'scheme-revision'
            """, Stop), Stop);

        await district.GoTo(RunningDistrict.At(3, 17, 18));
        Assert.Empty(await Backlog(district));
        await district.GoTo(RunningDistrict.At(3, 18, 9));
        Assert.Contains(await Backlog(district), text => text.Contains(
            "（经办人）　未设期限，自2026-03-10起等待", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_visit_is_recorded_by_the_next_working_day_and_what_was_not_rectified_keeps_its_date()
    {
        await using var district = await Late(findings: 1);
        Assert.Equal(["2026-04-13 现场督导结束2026-04-10 + 1个工作日 = 2026-04-13"], await district.Texts($"""
            SELECT due_on || ' ' || due_explanation FROM supervision.open_task WHERE form = 'on-site-record'
            """));
        await File(district, 1);
        await Verify(district, 1, "NotRectified");

        Assert.Equal("2026-05-27", await district.One<string>($"""
            SELECT due_on::text FROM supervision.open_task WHERE form = 'rectification-report' AND state = 'Open'
            """));
        await district.GoTo(RunningDistrict.At(5, 13, 12));
        var letter = Assert.Single(await ReadLetter.All(district, Stop),
            one => one is { Letter: "M-13", IsCopy: false }).Mail.Text;
        Assert.Contains("需要继续整改", letter, StringComparison.Ordinal);
        Assert.Contains("仍为2026年5月27日", letter, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> Backlog(RunningDistrict district) =>
        [.. (await ReadLetter.All(district, Stop)).Where(one => one.Letter == "M-27").Select(one => one.Mail.Text)];
}
