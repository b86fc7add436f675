using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>
/// What a report and its verdict do to orders and ladders, on the shipped processes. Items are due on 05-27, orders
/// follow on 06-01.
/// </summary>
public sealed class OrdersAndReportsTests
{
    [Fact]
    public async Task An_order_whose_last_item_is_rectified_in_part_goes_on_with_what_is_left()
    {
        await using var district = await UnderOrder(findings: 1);
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
        await using var district = await UnderOrder(findings: 2);
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
        await using var district = await UnderOrder(findings: 1);
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
        await using var district = await UnderOrder(findings: 2);
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
}
