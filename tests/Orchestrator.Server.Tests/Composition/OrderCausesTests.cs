using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;
using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Why an order lists an item decides how long it gives and what ends it, on the shipped processes.</summary>
public sealed class OrderCausesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

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

        // Told by phone the same evening; the unit signs on Saturday, so that the order is due on Tuesday.
        await district.Answer(await district.TaskOf("phone-unit"), "Phoned",
            """{"spokenWith":"张三","note":"已告知"}""");
        Assert.Equal(["First Issued"], await States(district));
        await district.GoTo(RunningDistrict.At(4, 25, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(4, 29, 10));
        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Acknowledged", "Second Draft"], await States(district));
    }

    [Fact]
    public async Task A_second_order_in_preparation_is_void_when_the_missing_first_report_comes()
    {
        await using var district = await RunningDistrict.Open();
        await Letter(district, InspectionStory.Opinion(1)
            .Replace("\"days\":30", "\"days\":90", StringComparison.Ordinal));
        await district.GoTo(RunningDistrict.At(5, 22, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(6, 9, 10));
        Assert.Equal(["First Acknowledged 1 open", "Second Draft 1 open"], await Orders(district));

        await district.Answer(await district.TaskOf("first-report"), "Filed",
            """{"content":"正在整改","signedByHead":"张三"}""");
        await district.Answer(await district.TaskOf("order-sign"), "Signed");

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["First Closed", "Second Voided"], await States(district));
    }

    [Fact]
    public async Task Facts_in_a_draft_that_was_refused_for_its_judgement_are_urged_in_an_order_of_their_own()
    {
        await using var district = await Late(findings: 2, until: (5, 20));
        await File(district, 1);
        await Verify(district, 1, "NotRectified");
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        Assert.Equal(["First Draft 1 open", "First Draft 2 open"], await Orders(district));

        await district.Answer(await district.TaskOf("order-sign"), "Voided", """{"reason":"再给一次机会"}""");
        await district.GoTo(RunningDistrict.At(6, 2, 11));

        Assert.Equal("", await district.Incidents());
        Assert.Contains("First Issued", await States(district));
        Assert.Equal("2", await district.One<string>($"""
            SELECT string_agg(item.number::text, ',')
            FROM supervision.order_item AS listed
            JOIN supervision.supervisory_order AS urging ON urging.id = listed.order_id AND urging.state = 'Issued'
            JOIN supervision.problem_item AS item ON item.id = listed.item_id
            """));
    }

    [Fact]
    public async Task A_first_report_that_is_missing_while_all_items_are_looked_at_is_urged_when_one_is_returned()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 1);
        await district.GoTo(RunningDistrict.At(5, 20, 10));
        await district.Answer(
            await district.TaskOf("rectification-report", subject: await Item(district, 1)), "Reported", Report);
        await district.GoTo(RunningDistrict.At(5, 22, 10));
        Assert.Equal([], await States(district));

        await district.Answer(await district.TaskOf("department-review"), "Disagreed", """{"opinion":"缺少照片"}""");
        await district.GoTo(RunningDistrict.At(5, 29, 18));
        Assert.Equal([], await States(district));
        await district.GoTo(RunningDistrict.At(6, 1, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["NoFirstReport"], await district.Texts($"SELECT trigger FROM supervision.supervisory_order"));
    }

    private static async Task Letter(RunningDistrict district, string opinion)
    {
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(3, 25, 10));
        await district.Answer(await district.TaskOf("self-evaluation"), "Submitted", """{"content":"自评报告"}""");
        await district.Answer(await district.TaskOf("self-evaluation-review"), "Accepted");
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.GoTo(RunningDistrict.At(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", opinion);
        await district.Answer(await district.TaskOf("defence"), "Waived");
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");
        await district.GoTo(RunningDistrict.At(4, 27, 10));
        await district.Answer(await district.TaskOf("letter-receipt"), "Received");
    }
}
