using System.Text.Json;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>What stands in the way of a step that the rules do not allow, from the request to the report.</summary>
public sealed class GuardTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_is_refused_what_it_may_not_ask_for_each_with_its_code()
    {
        await using var district = await RunningDistrict.Open();
        var request = new InspectionStory(district, "S021", "S999").Request with
        {
            IndicatorScheme = "DX-NONE",
            Team = ["I001", "I099"],
            IsUnannounced = true,
            Publish = false,
            PreApproved = true,
        };

        var refused = await district.Start(request);

        Assert.Equal(
            ["SU031 indicatorScheme", "SU032 team", "SU032 unitSelector.codes", "SU034 isUnannounced",
                "SU034 noPublishReason", "SU034 preApproved"],
            refused.Problems.Select(problem => $"{problem.Code} {problem.Where}").Order(StringComparer.Ordinal));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.campaign"));
    }

    [Fact]
    public async Task A_member_who_must_recuse_himself_is_named_with_the_unit_at_once()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S002", "S021");

        var started = await district.Start(story.Request with { Team = ["I001", "I002", "I003"] });

        Assert.Contains("罗文静应当回避该单位", Assert.Single(
            started.Units.Single(unit => unit.Code == "S002").Warnings), StringComparison.Ordinal);
        Assert.Empty(started.Units.Single(unit => unit.Code == "S021").Warnings);
    }

    [Fact]
    public async Task A_scheme_with_too_small_a_team_or_with_nobody_to_inspect_is_not_approved()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022");
        await district.Start(story.Request with { Team = ["I001", "I003"] });
        Assert.Equal("SU036", await Refused(district, "scheme-approval", "Approved", "{}"));
        await district.Answer(await district.TaskOf("scheme-approval"), "Returned", """{"opinion":"补充人员"}""");

        await district.Start(story.Request);
        await district.Db.InTransaction(tx => tx.Execute(
            $"UPDATE supervision.unit_contact SET email = NULL WHERE unit_code IN ('S021', 'S022')", Stop), Stop);
        Assert.Equal("SU037", await Refused(district, "scheme-approval", "Approved", """{"leaveOut":true}"""));
        Assert.Equal(4, await district.One<long>($"SELECT count(*) FROM supervision.campaign_unit"));
    }

    [Fact]
    public async Task An_off_plan_campaign_is_the_committees_which_reads_the_units_and_why_nothing_is_published()
    {
        await using var district = await RunningDistrict.Open();
        var started = await district.Start(new InspectionStory(district, "S021", "S022").Request with
        {
            IsOffPlan = true,
            Publish = false,
            NoPublishReason = "涉及未成年人",
        });

        var task = await district.TaskOf("scheme-approval", subject: started.Campaign);

        Assert.Equal("CommitteeChair", await district.One<string>(
            $"SELECT assignee_role FROM supervision.open_task WHERE id = {task}"));
        var facts = await Facts.Of(district, task);
        Assert.Equal("第二小学、第三小学", facts["被督导单位"]);
        Assert.Equal("申请不公开：涉及未成年人", facts["督导结果"]);
    }

    [Fact]
    public async Task From_the_self_evaluation_to_the_opinion_each_step_is_refused_what_its_rule_forbids()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        for (var times = 0; times < 2; times++)
            await Evaluate(district, "Returned");
        await Evaluate(district, null);
        Assert.Equal("SU040", await Refused(district, "self-evaluation-review", "Returned", """{"note":"再补充"}"""));
        await district.Answer(await district.TaskOf("self-evaluation-review"), "Accepted");

        var record = await story.VisitRecord();
        await district.GoTo(RunningDistrict.At(4, 9, 17));
        Assert.Equal("SU041", await Refused(district, "on-site-record", "Recorded", record));
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        Assert.Equal("SU041", await Refused(district, "on-site-record", "Recorded",
            record.Replace("2026-04-08", "2026-04-11", StringComparison.Ordinal)));
        Assert.Equal("SU041", await Refused(district, "on-site-record", "Recorded", WithoutTheFirst(record)));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", record);

        Assert.Equal("SU042",
            await Refused(district, "preliminary-opinion", "Sent", InspectionStory.Opinion(1, "I001")));
        Assert.Equal("SU061", await Refused(
            district, "preliminary-opinion", "Sent", InspectionStory.Opinion(1, "I001", "I001", "I001")));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", InspectionStory.Opinion(1));
        var finding = await district.One<Guid>($"SELECT id FROM supervision.finding");
        await district.Answer(await district.TaskOf("defence"), "Defended",
            $$"""{"statement":"已整改","contested":["{{finding}}"]}""");
        Assert.Equal("SU043", await Refused(district, "opinion-draft", "Drafted", """{"evaluation":"总体较好"}"""));
    }

    [Fact]
    public async Task Two_measures_for_one_problem_and_a_report_without_evidence_are_refused()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        var plan = await story.Plan("S021");
        var rows = JsonDocument.Parse(plan).RootElement.GetProperty("measures").EnumerateArray().ToList();

        Assert.Equal("SU045", await Refused(district, "rectification-plan", "Filed", Measures([.. rows, rows[0]])));
        Assert.Equal("SU045", await Refused(district, "rectification-plan", "Filed",
            plan.Replace("2026-05-25", "2026-05-28", StringComparison.Ordinal)));
        Assert.Equal("SU046", await Refused(district, "rectification-report", "Reported",
            """{"content":"已整改","signedByHead":"张三"}"""));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.rectification_plan"));
    }

    [Fact]
    public async Task A_plan_that_is_owed_can_be_filed_although_every_item_was_reported_before_it()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await district.Answer(await district.TaskOf("rectification-report"), "Reported", LateReports.Report);

        await district.Answer(await district.TaskOf("rectification-plan"), "Filed", await story.Plan("S021"));
        await district.Answer(await district.TaskOf("plan-review"), "Approved");

        Assert.Equal(["Fulfilled", "ReportSubmitted"], await district.Texts($"""
            SELECT state FROM supervision.obligation WHERE duty = 'RectificationPlan'
            UNION ALL SELECT state FROM supervision.problem_item
            """));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_letter_with_nothing_but_immediate_items_asks_for_no_plan()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await Evaluate(district, "Accepted");
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", InspectionStory.Opinion(1)
            .Replace("TimeLimited", "Immediate", StringComparison.Ordinal));
        await district.Answer(await district.TaskOf("defence"), "Waived");
        await district.Answer(
            await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");

        await district.Answer(await district.TaskOf("letter-receipt"), "Received");

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["FirstReport", "ItemReport"], await district.Texts($"""
            SELECT duty FROM supervision.obligation WHERE state = 'Running' ORDER BY 1
            """));
        Assert.Equal(["first-report", "rectification-report"], await district.Texts($"""
            SELECT form FROM supervision.open_task WHERE state = 'Open' AND assignee_unit_code = 'S021' ORDER BY 1
            """));
    }

    private static async Task Evaluate(RunningDistrict district, string? verdict)
    {
        await district.Answer(await district.TaskOf("self-evaluation"), "Submitted", """{"content":"自评报告"}""");
        if (verdict is not null)
            await district.Answer(
                await district.TaskOf("self-evaluation-review"), verdict, """{"note":"请补充台账"}""");
    }

    private static async Task<string> Refused(
        RunningDistrict district, string form, string outcome, string content)
    {
        var answered = await district.Try(await district.TaskOf(form), outcome, content);
        Assert.Null(answered.Receipt);
        return Assert.Single(answered.Problems).Code;
    }

    private static string Measures(params IEnumerable<JsonElement> rows) =>
        JsonSerializer.Serialize(new { measures = rows });

    private static string WithoutTheFirst(string record)
    {
        var first = JsonDocument.Parse(record).RootElement.GetProperty("entries")[0].GetRawText();
        return record.Replace(first + ",", "", StringComparison.Ordinal);
    }
}
