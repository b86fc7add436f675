using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>
/// What a report and its verdict do to orders and ladders, on the shipped processes. Items are due on 05-27, orders
/// follow on 06-01.
/// </summary>
public sealed class OrdersAndReportsTests
{
    private const string Report = """{"content":"已整改","measuredValue":"1","signedByHead":"张三"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_whose_last_item_is_rectified_in_part_goes_on_with_what_is_left()
    {
        await using var district = await Late(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(6, 3, 10));
        await File(district, 1);

        await Verify(district, 1, "Partial");
        await district.GoTo(RunningDistrict.At(6, 4, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Acknowledged 1 ResolvedUnderOrder", "First Acknowledged 2 open"], await Orders(district));
        Assert.Equal(["2026-06-17 2026-06-17 2026-06-17"], await district.Texts($"""
            SELECT part.due_on || ' ' || task.due_on || ' ' || duty.due_on
            FROM supervision.problem_item AS part
            JOIN supervision.open_task AS task ON task.subject_id = part.id AND task.state = 'Open'
            JOIN supervision.obligation AS duty ON duty.item_id = part.id
            WHERE part.parent_id IS NOT NULL
            """));
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        Assert.Contains("Second Draft 1 open", await Orders(district));
        Assert.Equal(0, await district.One<long>($"""
            SELECT count(*) FROM orchestrator.mail WHERE letter = 'M-15' AND queued_at > '2026-06-03'
            """));
    }

    [Fact]
    public async Task What_is_left_late_and_in_no_order_is_due_with_the_order_that_takes_it_in()
    {
        await using var district = await Late(findings: 1, until: (5, 27));
        await File(district, 1);
        await district.GoTo(RunningDistrict.At(5, 29, 10));
        await Verify(district, 1, "Partial");
        await district.Answer(await district.TaskOf("order-sign"), "Signed");
        await district.GoTo(RunningDistrict.At(6, 1, 10));

        await district.Answer(await district.TaskOf("order-receipt"), "Received");

        Assert.Equal(["First Acknowledged 1 open"], await Orders(district));
        Assert.Equal(["2026-06-16 2026-06-16"], await district.Texts($"""
            SELECT part.due_on || ' ' || urging.due_on
            FROM supervision.problem_item AS part, supervision.supervisory_order AS urging
            WHERE part.parent_id IS NOT NULL
            """));
    }

    [Fact]
    public async Task A_second_order_for_one_item_leaves_the_others_in_the_first()
    {
        await using var district = await Late(findings: 2);
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await File(district, 1);

        await Verify(district, 1, "NotRectified");
        await district.Answer(await district.TaskOf("order-sign"), "Signed");

        Assert.Equal(
            ["First Acknowledged 1 Escalated", "First Acknowledged 2 open", "Second Issued 1 open"],
            await Orders(district));
        Assert.Equal("整改不到位", await district.One<string>(
            $"SELECT matter FROM supervision.supervisory_order WHERE level = 'Second'"));

        // The first is missed on 06-17: a second order for what it still holds, and it ends with that.
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        await district.Answer(await district.TaskOf("order-sign"), "Signed");
        Assert.Equal("", await district.Incidents());
        Assert.Equal(
            [
                "First Escalated 1 Escalated", "First Escalated 2 Escalated", "Second Acknowledged 1 open",
                "Second Issued 1 open",
            ], await Orders(district));
    }

    [Fact]
    public async Task E_01_a_report_that_voided_the_draft_and_is_returned_is_urged_again_when_its_days_are_over()
    {
        await using var district = await Late(findings: 1, automatic: false);
        await district.GoTo(RunningDistrict.At(6, 1, 10));
        await File(district, 1);
        await district.Answer(await district.TaskOf("order-sign"), "Signed");
        Assert.Equal(["First Voided"], await States(district));

        await Verify(district, 1, "Incomplete");
        await district.GoTo(RunningDistrict.At(6, 8, 18));
        Assert.Equal(["First Voided"], await States(district));
        await district.GoTo(RunningDistrict.At(6, 9, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Draft", "First Voided"], await States(district));
        await district.Answer(await district.TaskOf("order-sign"), "Signed");
        Assert.Equal(["First Issued", "First Voided"], await States(district));
    }

    [Fact]
    public async Task An_order_that_waits_for_its_signature_is_not_issued_while_a_return_leaves_the_unit_days()
    {
        await using var district = await Late(findings: 1, automatic: false);
        await district.GoTo(RunningDistrict.At(6, 1, 10));
        await File(district, 1);
        await Verify(district, 1, "Incomplete");

        await district.Answer(await district.TaskOf("order-sign"), "Signed");

        Assert.Equal(["First Voided"], await States(district));
        await district.GoTo(RunningDistrict.At(6, 9, 10));
        Assert.Equal(["First Draft", "First Voided"], await States(district));
    }

    [Fact]
    public async Task An_order_answered_in_time_and_returned_late_is_followed_by_the_second()
    {
        await using var district = await Late(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(6, 17, 10));
        await File(district, 1);

        // Under review on the day after the limit: nobody is escalated for that.
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        Assert.Equal(["First Answered"], await States(district));
        await Verify(district, 1, "Incomplete");
        await district.GoTo(RunningDistrict.At(6, 26, 8));
        Assert.Equal(["First Acknowledged"], await States(district));
        await district.GoTo(RunningDistrict.At(6, 29, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Acknowledged", "Second Draft"], await States(district));
    }

    [Fact]
    public async Task Of_two_items_under_an_order_the_one_just_returned_is_urged_after_its_days()
    {
        await using var district = await Late(findings: 2);
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(6, 17, 10));
        await File(district, 1);
        await Verify(district, 1, "Incomplete");

        await district.GoTo(RunningDistrict.At(6, 18, 10));
        Assert.Equal(["2"], await ListedInSecond(district));
        await district.GoTo(RunningDistrict.At(6, 30, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["1", "2"], await ListedInSecond(district));
        Assert.Single(await States(district), state => state == "Second Draft");
    }

    [Fact]
    public async Task A_report_is_a_receipt_of_the_order_that_nobody_has_signed_for()
    {
        await using var district = await Late(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 1, 15));
        await File(district, 1);

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Answered"], await States(district));
        Assert.Equal(["Submission 2026-06-01 2026-06-16"], await district.Texts($"""
            SELECT receipt.kind || ' ' || receipt.received_on || ' ' || urging.due_on
            FROM supervision.receipt
            JOIN supervision.supervisory_order AS urging ON urging.id = receipt.subject_id
            """));
        Assert.Equal(["Done"], await district.Texts(
            $"SELECT state FROM supervision.open_task WHERE form = 'order-receipt'"));
        await Verify(district, 1, "Rectified");
        await district.GoTo(RunningDistrict.At(6, 5, 10));
        Assert.Equal(["First Closed"], await States(district));
        Assert.Equal([], await district.Texts($"""
            SELECT definition_id FROM orchestrator.instance
            WHERE status = 'Running' AND definition_id IN ('supervisory-order', 'reminder-ladder', 'problem-item')
            """));
    }

    [Fact]
    public async Task An_order_for_want_of_the_first_report_closes_when_it_comes()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 2);
        await district.GoTo(RunningDistrict.At(5, 22, 10));
        Assert.Equal("未按期报送整改情况", await district.One<string>($"SELECT matter FROM supervision.supervisory_order"));

        await district.Answer(await district.TaskOf("first-report"), "Filed",
            """{"content":"正在整改","signedByHead":"张三"}""");

        Assert.Equal(["First Closed"], await States(district));
        await district.GoTo(RunningDistrict.At(6, 1, 10));
        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Closed", "First Issued"], await States(district));
    }

    [Fact]
    public async Task An_order_for_want_of_the_first_report_keeps_what_became_late_meanwhile()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 1, 10));

        await district.Answer(await district.TaskOf("first-report"), "Filed",
            """{"content":"正在整改","signedByHead":"张三"}""");

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Acknowledged 1 open"], await Orders(district));
    }

    [Fact]
    public async Task A_draft_for_want_of_the_first_report_keeps_what_is_late_by_itself()
    {
        await using var district = await RunningDistrict.Open();
        await Story(district, automatic: false).ToTheLetter(findings: 2);
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("first-report"), "Filed",
            """{"content":"正在整改","signedByHead":"张三"}""");

        await district.Answer(await district.TaskOf("order-sign"), "Signed");

        Assert.Equal(["First Issued 1 open", "First Issued 2 open"], await Orders(district));
        Assert.Equal("逾期未完成问题整改", await district.One<string>($"SELECT matter FROM supervision.supervisory_order"));
    }

    [Fact]
    public async Task E_15_an_extension_granted_before_the_order_is_received_gives_the_order_the_later_date()
    {
        await using var district = await Late(findings: 2);
        await district.GoTo(RunningDistrict.At(6, 1, 15));
        var director = await district.Official(Role.OfficeDirector);
        var item = await Item(district, 1);
        Assert.Null(await district.Part<RequestExtension>().Run(new(item, 25, "设备到货推迟", "情况属实"), director, Stop));
        Assert.Null(await district.Part<DecideExtension>().Run(new(item, true, null), director, Stop));

        await district.Answer(await district.TaskOf("order-receipt"), "Received");

        Assert.Equal(["2026-06-22 2026-06-22"], await district.Texts($"""
            SELECT urging.due_on || ' ' || duty.due_on
            FROM supervision.supervisory_order AS urging
            JOIN supervision.obligation AS duty ON duty.order_id = urging.id
            """));
    }

    [Fact]
    public async Task E_22_a_critical_item_is_put_before_the_director_with_the_letter_and_shortens_the_order_it_joins()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.GoTo(RunningDistrict.At(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent",
            InspectionStory.Opinion(2).Replace("Moderate", "Critical", StringComparison.Ordinal));
        await district.GoTo(RunningDistrict.At(4, 24, 17));
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");

        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");

        Assert.Equal("Critical 3 重大问题限期整改", await district.One<string>(
            $"SELECT trigger || ' ' || limit_days || ' ' || matter FROM supervision.supervisory_order"));
        await district.GoTo(RunningDistrict.At(4, 24, 19));
        await district.Answer(await district.TaskOf("order-sign"), "Signed");
        await district.GoTo(RunningDistrict.At(4, 24, 20));
        Assert.Equal("", await district.Incidents());
        Assert.Equal(["HandedOver"], await district.Texts(
            $"SELECT DISTINCT state FROM orchestrator.mail WHERE letter = 'M-17'"));
        await district.TaskOf("phone-unit");
    }

    /// <summary>A unit that filed its plan and is silent since.</summary>
    private static async Task<RunningDistrict> Late(
        int findings, bool automatic = true, (int Month, int Day)? until = null)
    {
        var district = await RunningDistrict.Open();
        var story = Story(district, automatic);
        await story.ToTheLetter(findings);
        await story.ToThePlan();
        if (until is { } day)
            await district.GoTo(RunningDistrict.At(day.Month, day.Day, 10));
        return district;
    }

    private static InspectionStory Story(RunningDistrict district, bool automatic) => new(district, "S021")
    {
        Request = new InspectionStory(district, "S021").Request with { AutoIssueOrders = automatic },
    };

    private static Task<Guid> Item(RunningDistrict district, int number) =>
        district.One<Guid>($"SELECT id FROM supervision.problem_item WHERE number = {number}");

    private static async Task File(RunningDistrict district, int number)
    {
        var item = await Item(district, number);
        await district.Answer(await district.TaskOf("rectification-report", subject: item), "Reported", Report);
        await district.Answer(await district.TaskOf("department-review", subject: item), "Agreed");
    }

    private static async Task Verify(RunningDistrict district, int number, string verdict) => await district.Answer(
        await district.TaskOf("verification", subject: await Item(district, number)), verdict,
        """{"method":"Desk","opinion":"已核查","remaining":"还差一半"}""");

    private static Task<IReadOnlyList<string>> Orders(RunningDistrict district) => district.Texts($"""
        SELECT urging.level || ' ' || urging.state || ' ' || listed.position || ' ' || coalesce(listed.outcome, 'open')
        FROM supervision.supervisory_order AS urging
        JOIN supervision.order_item AS listed ON listed.order_id = urging.id
        ORDER BY 1
        """);

    private static Task<IReadOnlyList<string>> States(RunningDistrict district) => district.Texts(
        $"SELECT level || ' ' || state FROM supervision.supervisory_order ORDER BY 1");

    private static Task<IReadOnlyList<string>> ListedInSecond(RunningDistrict district) => district.Texts($"""
        SELECT item.number::text
        FROM supervision.order_item AS listed
        JOIN supervision.supervisory_order AS urging ON urging.id = listed.order_id AND urging.level = 'Second'
        JOIN supervision.problem_item AS item ON item.id = listed.item_id
        ORDER BY 1
        """);
}
