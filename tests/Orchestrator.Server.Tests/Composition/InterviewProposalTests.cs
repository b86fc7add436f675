using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.Rights;
using static Orchestrator.Server.Tests.Composition.InterviewsOfUnit;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>How an interview begins, and what keeps it from going on (§8 L4, invariants 1 and 7).</summary>
public sealed class InterviewProposalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_director_proposes_one_on_a_ground_of_article_8_and_a_second_one_has_to_wait()
    {
        await using var district = await LateReports.Late(findings: 1);
        var director = await district.Official(Role.OfficeDirector);
        var inspection = await district.One<Guid>($"SELECT id FROM supervision.unit_inspection");
        var request = new ProposeInterview.Request(inspection, InterviewGround.TargetMissed, "控辍保学任务未完成");

        Assert.Null(await district.Part<ProposeInterview>().Run(request, director, Stop));
        var second = await district.Part<ProposeInterview>().Run(request, director, Stop);

        Assert.Equal("SU155", second?.Code);
        Assert.Equal("Proposed TargetMissed 控辍保学任务未完成", await district.One<string>(
            $"SELECT cause || ' ' || ground || ' ' || fact FROM supervision.interview"));
        await district.Answer(
            await district.TaskOf("interview-decision"), "Refused", """{"reason":"先行督促"}""");
        Assert.Equal("", await district.Incidents());
        Assert.Equal("Cancelled", await State(district));
        Assert.Null(await district.Part<ProposeInterview>().Run(request, director, Stop));
    }

    [Fact]
    public async Task Nobody_else_proposes_one_and_none_without_a_fact_or_a_case()
    {
        await using var district = await LateReports.Late(findings: 1);
        var inspection = await district.One<Guid>($"SELECT id FROM supervision.unit_inspection");
        async Task<string?> Refused(Role role, Guid of, string fact) => (await district.Part<ProposeInterview>().Run(
            new(of, InterviewGround.DutyNeglected, fact), await district.Official(role), Stop))?.Code;

        Assert.Equal("AU010", await Refused(Role.CaseOfficer, inspection, "事实"));
        Assert.Equal("SU156", await Refused(Role.OfficeDirector, inspection, " "));
        Assert.Equal("SU157", await Refused(Role.OfficeDirector, Guid.CreateVersion7(), "事实"));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.interview"));
    }

    [Fact]
    public async Task While_all_that_the_order_lists_is_looked_at_nobody_is_interviewed()
    {
        await using var district = await Missed(findings: 1);
        await district.Answer(await district.TaskOf("rectification-report",
            subject: await LateReports.Item(district, 1)), "Reported", LateReports.Report);

        var refused = await district.Try(await district.TaskOf("interview-decision"), "Approved");

        Assert.Equal("SU159", Assert.Single(refused.Problems).Code);
        Assert.Equal("Proposed", await State(district));
    }

    [Fact]
    public async Task A_proposal_falls_away_with_the_order_that_is_resolved_before_the_notice()
    {
        await using var district = await Missed(findings: 1);
        await LateReports.File(district, 1);
        await LateReports.Verify(district, 1, "Rectified");

        Assert.Equal("", await district.Incidents());
        Assert.Equal("Cancelled 二次督办单已办结或者撤回，不再约谈", await district.One<string>(
            $"SELECT state || ' ' || end_reason FROM supervision.interview"));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM supervision.open_task WHERE form = 'interview-decision' AND state = 'Open'"));
    }

    [Fact]
    public async Task A_second_order_that_is_put_right_in_time_leads_to_no_interview()
    {
        await using var district = await LateReports.UnderOrder(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        await district.Answer(await district.TaskOf("order-sign"), "Signed", by: Role.ChiefInspector);
        await district.GoTo(RunningDistrict.At(6, 22, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await LateReports.File(district, 1);
        await district.GoTo(RunningDistrict.At(7, 2, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.interview"));
    }
}
