using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>督办单 counted on the shipped processes: two schools under orders of 06-01, due on 06-17.</summary>
public sealed class OrderRatesTests
{
    private static readonly Sight Everything = new(SeesAll: true, [], Guid.Empty);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_counts_follow_what_happened_and_no_hand_on_a_row_changes_them()
    {
        await using var district = await TwoUnderOrder();
        Assert.Equal("2 issued: 0 on time, 0 late, 2 running, 0 withdrawn; 0 of 2 again, 0 of 2 units",
            await Counted(district, (6, 17)));

        await Solve(district, "S021");
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        Assert.Equal("2 issued: 1 on time, 1 late, 0 running, 0 withdrawn; 0 of 2 again, 0 of 2 units",
            await Counted(district, (6, 18)));

        await district.Answer(await district.TaskOf("order-sign", "S022"), "Signed");
        const string Second = "3 issued: 1 on time, 1 late, 1 running, 0 withdrawn; 1 of 2 again, 1 of 2 units";
        Assert.Equal(Second, await Counted(district, (6, 18)));

        await district.Db.InTransaction(async tx =>
        {
            await tx.Execute($"UPDATE supervision.order_item SET outcome = 'Removed'", Stop);
            await tx.Execute($"""
                UPDATE supervision.supervisory_order
                SET state = 'Closed', due_on = '2026-05-01', ended_at = issued_at, end_reason = '改动'
                """, Stop);
        }, Stop);
        Assert.Equal(Second, await Counted(district, (6, 18)));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task What_the_office_drops_after_the_limit_makes_no_answer_late()
    {
        await using var district = await LateReports.UnderOrder(findings: 2);
        await district.GoTo(RunningDistrict.At(6, 10, 10));
        await LateReports.File(district, 1);
        await LateReports.Verify(district, 1, "Rectified");
        await district.GoTo(RunningDistrict.At(6, 18, 10));

        Assert.Null(await district.Part<DropItem>().Run(
            new(await LateReports.Item(district, 2), "事实认定有误", "复核记录"),
            await district.Official(Role.OfficeDirector), Stop));

        Assert.Equal("1 issued: 1 on time, 0 late, 0 running, 0 withdrawn; 0 of 1 again, 0 of 1 units",
            await Counted(district, (6, 18)));
        Assert.Equal(new DateOnly(2026, 6, 10),
            (await Story(district, await First(district, "S021"), (6, 18))).Course!.AnsweredOn);
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_withdrawn_order_is_in_no_rate()
    {
        await using var district = await TwoUnderOrder();
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        await district.Answer(await district.TaskOf("order-sign", "S022"), "Signed");
        var second = await district.One<Guid>(
            $"SELECT id FROM supervision.supervisory_order WHERE level = 'Second' AND state = 'Issued'");

        Assert.Null(await district.Part<WithdrawOrder>().Run(
            new(second, "发放有误"), await district.Official(Role.OfficeDirector), Stop));

        Assert.Equal("3 issued: 0 on time, 2 late, 0 running, 1 withdrawn; 0 of 2 again, 0 of 2 units",
            await Counted(district, (6, 18)));
        var story = await Story(district, second, (6, 18));
        Assert.Equal((OrderFate.Withdrawn, OrderTrigger.Withdraw), (story.Fate, story.Course!.EndedBy));
        Assert.NotNull(story.WithdrawalNote);
        Assert.Null(story.Receipt);
    }

    [Fact]
    public async Task The_story_of_an_order_says_who_signed_and_how_it_ended()
    {
        await using var district = await TwoUnderOrder();
        await Solve(district, "S021");
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        await district.Answer(await district.TaskOf("order-sign", "S022"), "Signed");

        // Whoever is the contact by then signed nothing.
        await district.Db.InTransaction(
            tx => tx.Execute($"UPDATE supervision.unit_contact SET name = '后任'", Stop), Stop);
        var solved = await Story(district, await First(district, "S021"), (6, 20));
        var missed = await Story(district, await First(district, "S022"), (6, 20));

        Assert.Equal((new DateOnly(2026, 6, 2), ReceiptKind.Signed, "某某"),
            (solved.Receipt!.On, solved.Receipt.Kind, solved.Receipt.By));
        Assert.Equal((OrderFate.OnTime, OrderTrigger.Close, 1),
            (solved.Fate, solved.Course!.EndedBy, solved.DaysToEnd));
        Assert.Equal((OrderFate.Late, OrderTrigger.Escalate, 16),
            (missed.Fate, missed.Course!.EndedBy, missed.DaysToEnd));
        Assert.Equal(await district.Texts($"""
            SELECT document.number
            FROM supervision.supervisory_order AS second
            JOIN supervision.document AS document ON document.id = second.document_id
            WHERE second.level = 'Second'
            """), missed.SecondOrders.Select(second => second.Number));
    }

    [Fact]
    public async Task Paper_that_corrects_a_deemed_receipt_moves_the_limit_that_counts()
    {
        await using var district = await UnderOrders();
        await district.GoTo(RunningDistrict.At(6, 10, 10));
        var order = await First(district, "S021");
        var deemed = await Story(district, order, (6, 10));
        Assert.Equal(ReceiptKind.Deemed, deemed.Receipt!.Kind);

        Assert.Empty(await district.Part<PaperReceipt>().Run(
            new(order, ReceivedDocument.Order, new DateOnly(2026, 6, 9), [Scan]),
            await district.Official(Role.CaseOfficer), Stop));

        var paper = await Story(district, order, (6, 10));
        Assert.Equal((ReceiptKind.Paper, new DateOnly(2026, 6, 9)), (paper.Receipt!.Kind, paper.Receipt.On));
        Assert.True(paper.Course!.DueOn > deemed.Course!.DueOn);
        Assert.Equal(paper.Order.DueOn, paper.Course.DueOn);
    }

    private static readonly UploadedFile Scan = new("回执.pdf", "%PDF-1.7 scan"u8.ToArray());

    private static async Task<RunningDistrict> UnderOrders()
    {
        var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        return district;
    }

    /// <summary>Signed for on 06-02.</summary>
    private static async Task<RunningDistrict> TwoUnderOrder()
    {
        var district = await UnderOrders();
        foreach (var unit in new[] { "S021", "S022" })
            await district.Answer(await district.TaskOf("order-receipt", unit), "Received");
        return district;
    }

    /// <summary>Reported and verified on 06-03.</summary>
    private static async Task Solve(RunningDistrict district, string unit)
    {
        await district.GoTo(RunningDistrict.At(6, 3, 10));
        await district.Answer(await district.TaskOf("rectification-report", unit), "Reported", LateReports.Report);
        await district.Answer(await district.TaskOf("department-review", unit), "Agreed");
        await district.Answer(await district.TaskOf("verification", unit), "Rectified",
            """{"method":"Desk","opinion":"属实"}""");
    }

    private static Task<Guid> First(RunningDistrict district, string unit) => district.One<Guid>(
        $"SELECT id FROM supervision.supervisory_order WHERE unit_code = {unit} AND level = 'First'");

    private static async Task<OrderStory> Story(RunningDistrict district, Guid order, (int Month, int Day) on) =>
        await district.Db.InTransaction(tx => ReadOrderStory.Of(tx, Everything,
            new ListFilter { Today = new DateOnly(2026, on.Month, on.Day) }, order, Stop), Stop)
        ?? throw new InvalidOperationException($"no order {order}");

    /// <summary>As they stand for whoever reads them on this day; the only campaign is all there is.</summary>
    private static async Task<string> Counted(RunningDistrict district, (int Month, int Day) on)
    {
        var orders = await district.Db.InTransaction(tx => OrderRates.Of(
            tx, Everything, default, new DateOnly(2026, on.Month, on.Day), Stop), Stop);
        var count = OrderCount.Of(orders);
        Assert.Equal(count, Assert.Single(OrderRates.ByCampaign(orders)).Count);
        return $"{count.Issued} issued: {count.OnTime} on time, {count.Late} late, {count.Running} running, "
            + $"{count.Withdrawn} withdrawn; {count.FollowedBySecond} of {count.FirstOrders} again, "
            + $"{count.UnitsAgain} of {count.Units} units";
    }
}
