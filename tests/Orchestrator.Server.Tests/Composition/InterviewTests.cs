using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;
using static Orchestrator.Server.Tests.Composition.InterviewsOfUnit;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>约谈 on the shipped processes (§10), with the dates of the worked example.</summary>
public sealed class InterviewTests
{
    [Fact]
    public async Task A_second_order_that_is_missed_leads_to_an_interview_whose_commitments_are_met()
    {
        await using var district = await Missed();
        Assert.Equal("2026-07-14 提出约谈2026-06-30 + 10个工作日 = 2026-07-14", await district.One<string>(
            $"SELECT hold_by || ' ' || hold_by_explanation FROM supervision.interview"));
        Assert.Equal("2026-07-09 最迟约谈2026-07-14 − 3个工作日 = 2026-07-09", await Due(district, "interview-decision"));

        await ToTheNotice(district);
        Assert.Equal("2026-07-07 约谈通知书所定日期2026-07-07", await Due(district, "interview-meeting"));
        await Hold(district);
        Assert.Equal("2026-07-10 约谈2026-07-07 + 3个工作日 = 2026-07-10", await Due(district, "interview-record"));
        await district.Answer(await district.TaskOf("interview-record"), "SignedByBoth");
        await File(district);
        Assert.Equal("2026-07-17 约谈2026-07-07 + 10日 = 2026-07-17", await Due(district, "commitment-report"));
        await district.GoTo(RunningDistrict.At(7, 16, 10));
        await district.Answer(
            await district.TaskOf("commitment-report"), "Reported", """{"content":"已落实"}""", Role.UnitHead);
        Assert.StartsWith("2026-07-23", await Due(district, "commitment-verdict"), StringComparison.Ordinal);
        await district.GoTo(RunningDistrict.At(7, 22, 10));
        await district.Answer(await district.TaskOf("commitment-verdict"), "Met");

        Assert.Equal("", await district.Incidents());
        Assert.Equal("CommitmentMet", await State(district));
        Assert.Equal(["云教督录〔2026〕1号 true", "云教督约〔2026〕1号 true"], await district.Texts($"""
            SELECT number || ' ' || (file_sha256 IS NOT NULL)::text
            FROM supervision.document WHERE subject_kind = 'Interview' ORDER BY 1
            """));
        Assert.Equal(["M-05", "M-18", "M-19"], await district.Texts($"""
            SELECT DISTINCT letter FROM orchestrator.mail
            WHERE subject_kind = 'Interview' AND letter <> 'M-26' ORDER BY 1
            """));
        Assert.Equal(["First Escalated", "Second Acknowledged"], await LateReports.States(district));
    }

    [Fact]
    public async Task A_head_who_does_not_come_is_on_record_and_the_process_ends()
    {
        await using var district = await Missed();
        await ToTheNotice(district);
        await district.GoTo(RunningDistrict.At(7, 6, 10));
        var early = await district.Try(
            await district.TaskOf("interview-meeting"), "NotAttended", """{"reason":"未到场"}""");
        Assert.Equal("SU152", Assert.Single(early.Problems).Code);

        await district.GoTo(RunningDistrict.At(7, 7, 16));
        await district.Answer(
            await district.TaskOf("interview-meeting"), "NotAttended", """{"reason":"无正当理由未到场"}""");

        Assert.Equal("", await district.Incidents());
        Assert.Equal("NotAttended 无正当理由未到场", await district.One<string>(
            $"SELECT state || ' ' || end_reason FROM supervision.interview"));
        Assert.Equal("Finished", await district.One<string>(
            $"SELECT status FROM orchestrator.instance WHERE definition_id = 'interview'"));
    }

    [Fact]
    public async Task A_refusal_to_sign_takes_two_witnesses_and_commitments_nobody_reports_of_are_missed()
    {
        await using var district = await Missed();
        await ToTheNotice(district);
        await Hold(district);
        var record = await district.TaskOf("interview-record");
        Assert.Equal("SU061", Assert.Single((await district.Try(
            record, "Refused", """{"refusal":"不认可","firstWitness":"沈立新"}""")).Problems).Code);
        Assert.Equal("SU158", Assert.Single((await district.Try(record, "Refused",
            """{"refusal":"不认可","firstWitness":"沈立新","secondWitness":"沈立新"}""")).Problems).Code);
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM supervision.document WHERE kind = 'InterviewRecord'"));

        await district.Answer(record, "Refused",
            """{"refusal":"不认可","firstWitness":"沈立新","secondWitness":"窦文静"}""");
        await File(district);
        await district.GoTo(RunningDistrict.At(7, 20, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal("CommitmentMissed", await State(district));
        Assert.Equal("被约谈人拒绝签字（不认可），见证人：沈立新、窦文静", await district.One<string>(
            $"SELECT fields ->> 'signing' FROM supervision.document WHERE kind = 'InterviewRecord'"));
    }

    [Fact]
    public async Task A_report_that_is_not_enough_is_returned_while_days_are_left_and_missed_after_them()
    {
        await using var district = await Missed();
        await ToTheNotice(district);
        await Hold(district);
        await district.Answer(await district.TaskOf("interview-record"), "SignedByBoth");
        await File(district);
        await district.Answer(await district.TaskOf("commitment-report"), "Reported", """{"content":"已发文"}""");
        await district.Answer(await district.TaskOf("commitment-verdict"), "NotMet", """{"opinion":"没有落实"}""");
        Assert.Equal("CommitmentRunning", await State(district));

        await district.GoTo(RunningDistrict.At(7, 17, 10));
        await district.Answer(await district.TaskOf("commitment-report"), "Reported", """{"content":"正在落实"}""");
        await district.GoTo(RunningDistrict.At(7, 20, 10));
        await district.Answer(await district.TaskOf("commitment-verdict"), "NotMet", """{"opinion":"仍未落实"}""");

        Assert.Equal("", await district.Incidents());
        Assert.Equal("CommitmentMissed 仍未落实", await district.One<string>(
            $"SELECT state || ' ' || end_reason FROM supervision.interview"));
    }

    [Fact]
    public async Task An_interview_is_put_off_once_and_its_days_count_anew()
    {
        await using var district = await Missed();
        await ToTheNotice(district);
        await district.GoTo(RunningDistrict.At(7, 6, 10));
        await district.Answer(
            await district.TaskOf("interview-meeting"), "Postponed", """{"reason":"校长住院"}""");
        Assert.Equal("改期2026-07-06 + 10个工作日 = 2026-07-20", await district.One<string>(
            $"SELECT hold_by_explanation FROM supervision.interview"));
        await district.Answer(
            await district.TaskOf("interview-notice"), "Sent", await Notice(district, "2026-07-14"));

        var again = await district.Try(
            await district.TaskOf("interview-meeting"), "Postponed", """{"reason":"还在住院"}""");

        Assert.Equal("SU151", Assert.Single(again.Problems).Code);
        Assert.Equal("", await district.Incidents());
        Assert.Equal("Notified", await State(district));
        Assert.Equal(["云教督约〔2026〕1号", "云教督约〔2026〕2号"], await district.Texts(
            $"SELECT number FROM supervision.document WHERE kind = 'InterviewNotice' ORDER BY serial"));
    }

    [Theory]
    [InlineData("2026-07-02", true, "SU152")]
    [InlineData("2026-07-15", true, "SU152")]
    [InlineData("2026-07-07", false, "SU153")]
    public async Task A_notice_that_breaks_a_rule_takes_no_number(string meetsOn, bool isStaffed, string code)
    {
        await using var district = await Missed();
        await district.Answer(await district.TaskOf("interview-decision"), "Approved");
        var notice = await Notice(district, meetsOn, isStaffed);

        var refused = await district.Try(await district.TaskOf("interview-notice"), "Sent", notice);

        Assert.Equal(code, Assert.Single(refused.Problems).Code);
        Assert.Equal("Approved 0", await district.One<string>($"""
            SELECT state || ' ' || (SELECT count(*) FROM supervision.document WHERE kind = 'InterviewNotice')
            FROM supervision.interview
            """));
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""[{"content":"公示","dueOn":"2026-07-07"}]""")]
    [InlineData("""[{"content":"公示","dueOn":"2026-07-10"},{"content":"培训","dueOn":"2026-07-18"}]""")]
    public async Task A_promise_without_a_day_within_the_limit_is_refused(string commitments)
    {
        await using var district = await Missed();
        await ToTheNotice(district);
        await district.GoTo(RunningDistrict.At(7, 7, 16));

        var refused = await district.Try(
            await district.TaskOf("interview-meeting"), "Held", Record(commitments));

        Assert.Contains(Assert.Single(refused.Problems).Code, (string[])["SU154", "SU061"]);
        Assert.Equal("Notified", await State(district));
    }

    [Fact]
    public async Task A_township_is_interviewed_by_the_chair_or_a_deputy_only()
    {
        await using var district = await Missed();
        await district.Texts($"UPDATE supervision.unit SET category = 'Township' WHERE code = 'S021' RETURNING code");
        await district.Answer(await district.TaskOf("interview-decision"), "Approved");
        var task = await district.TaskOf("interview-notice");
        var director = (await district.Official(Role.OfficeDirector)).Person.ToString();
        var chair = (await district.Official(Role.CommitteeChair)).Person.ToString();
        var notice = await Notice(district, "2026-07-07");

        var refused = await district.Try(task, "Sent", notice);
        await district.Answer(task, "Sent", notice.Replace(
            $"\"presider\":\"{director}\"", $"\"presider\":\"{chair}\"", StringComparison.Ordinal));

        Assert.Equal("SU061 presider", string.Join(' ', refused.Problems.Select(one => $"{one.Code} {one.Where}")));
        Assert.Equal("Notified", await State(district));
    }

    /// <summary>The last guard, should the code ever forget one.</summary>
    [Fact]
    public async Task The_database_keeps_no_interview_that_skips_a_step_or_lacks_its_papers()
    {
        await using var district = await Missed();
        (Sql Change, string Constraint)[] changes =
        [
            ($"UPDATE supervision.interview SET state = 'Notified'", "a_notified_interview_has_its_notice"),
            ($"UPDATE supervision.interview SET state = 'Cancelled'", "an_ended_interview_says_why"),
            ($"UPDATE supervision.interview SET ground = 'Other'", "an_interview_ground_is_one_of_three"),
            ($"UPDATE supervision.interview SET fact = ' '", "an_interview_names_its_fact"),
            ($"UPDATE supervision.interview SET order_id = NULL", "a_missed_order_is_named"),
            ($"UPDATE supervision.interview SET staff = ARRAY['窦文静']", "two_of_the_office_are_there_at_least"),
            ($"UPDATE supervision.interview SET signing = 'Refused'", "a_refusal_has_two_witnesses"),
            ($"UPDATE supervision.interview SET first_witness = '沈立新'", "a_refusal_has_two_witnesses"),
        ];
        foreach (var (change, constraint) in changes)
            Assert.Equal(constraint, (await Assert.ThrowsAsync<PostgresException>(
                () => district.Texts(change))).ConstraintName);
    }
}
