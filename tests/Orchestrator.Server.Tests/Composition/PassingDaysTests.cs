using Orchestrator.Runtime.Clocks;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>What days bring that pass without anybody acting.</summary>
public sealed class PassingDaysTests
{
    [Fact]
    public async Task A_walk_over_a_week_sends_the_office_the_digest_of_every_working_morning_at_half_past_eight()
    {
        await using var district = await RunningDistrict.Open();

        await district.GoTo(RunningDistrict.At(3, 16, 10));

        Assert.Equal(
            ["2026-03-11 08:30", "2026-03-12 08:30", "2026-03-13 08:30", "2026-03-16 08:30"],
            await district.Texts($"""
                SELECT DISTINCT to_char(settled_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')
                FROM orchestrator.mail WHERE letter = 'M-30' AND settled_at > {RunningDistrict.At(3, 10, 23)} ORDER BY 1
                """));
    }

    [Fact]
    public async Task A_notice_that_nobody_signs_is_urged_every_working_morning_after_its_limit_with_the_days_waited()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        var started = await district.Start(story.Request);
        await district.Answer(await district.TaskOf("scheme-approval", subject: started.Campaign), "Approved");

        // Asked on Tuesday the 10th, to be signed by the 12th.
        await district.GoTo(RunningDistrict.At(3, 17, 12));
        await district.Answer(await district.TaskOf("issue-notice", subject: started.Campaign), "Issued");
        await district.GoTo(RunningDistrict.At(3, 19, 12));

        Assert.Equal(
            ["2026-03-13 08:30 已等待3个工作日", "2026-03-16 08:30 已等待4个工作日", "2026-03-17 08:30 已等待5个工作日"],
            await district.Texts($"""
                SELECT DISTINCT to_char(settled_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') || ' '
                    || substring(subject from '已等待.*工作日')
                FROM orchestrator.mail WHERE letter = 'M-26.Again' ORDER BY 1
                """));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_self_evaluation_that_never_comes_is_an_item_with_the_days_of_its_type()
    {
        await using var district = await RunningDistrict.Open();
        var director = await district.Official(Role.OfficeDirector);
        var change = new ChangeTimer(district.Db, district.Part<RuleBook>(), district.Part<BusinessClock>());
        var request = new ChangeTimer.Request
        {
            Actor = director,
            Profile = "standard",
            Timer = new TimerId("TM-08.TimeLimited"),
            Values = [60],
            Reason = "本区惯例",
        };
        var (_, problem) = await change.Run(request, TestContext.Current.CancellationToken);
        Assert.Null(problem);
        var story = new InspectionStory(district, "S021");

        await story.ToTheSilentLetter();

        Assert.Equal(60, await district.One<int>($"""
            SELECT days FROM supervision.problem_item WHERE origin = 'MissedSelfEvaluation'
            """));
        Assert.Equal("", await district.Incidents());
    }
}
