using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>撤销问题 on the shipped processes.</summary>
public sealed class DropItemTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dropped_item_leaves_its_order_and_the_last_one_ends_order_and_inspection()
    {
        await using var district = await LateReports.UnderOrder(findings: 2);
        var director = await district.Official(Role.OfficeDirector);
        var items = await district.Db.InTransaction(tx => tx.Query(
            $"SELECT id FROM supervision.problem_item ORDER BY number", row => row.GetGuid(0), Stop), Stop);

        Assert.Null(await district.Part<DropItem>().Run(new(items[0], "事实认定有误", "复核记录"), director, Stop));
        await district.GoTo(RunningDistrict.At(6, 3, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Acknowledged"], await district.Texts($"SELECT state FROM supervision.supervisory_order"));
        Assert.Equal(["1 Removed", "2 open"], await district.Texts($"""
            SELECT position || ' ' || coalesce(outcome, 'open') FROM supervision.order_item ORDER BY position
            """));
        Assert.Equal(["Dropped Voided Cancelled"], await district.Texts($"""
            SELECT item.state || ' ' || duty.state || ' ' || task.state
            FROM supervision.problem_item AS item
            JOIN supervision.obligation AS duty ON duty.item_id = item.id
            JOIN supervision.open_task AS task ON task.subject_id = item.id
            WHERE item.id = {items[0]}
            """));
        Assert.Equal(3, await Told(district));

        Assert.Null(await district.Part<DropItem>().Run(new(items[1], "事实认定有误", "复核记录"), director, Stop));
        await district.GoTo(RunningDistrict.At(7, 20, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Closed 所列问题已撤销"], await district.Texts(
            $"SELECT state || ' ' || end_reason FROM supervision.supervisory_order"));
        Assert.Equal(["Completed"], await district.Texts($"SELECT state FROM supervision.unit_inspection"));
        Assert.Equal([], await district.Texts($"""
            SELECT definition_id FROM orchestrator.instance WHERE status = 'Running' AND definition_id <> 'campaign'
            """));
    }

    private static Task<long> Told(RunningDistrict district) => district.One<long>(
        $"SELECT count(*) FROM orchestrator.mail WHERE letter = 'M-14.Dropped' AND state = 'HandedOver'");

    [Fact]
    public async Task A_draft_that_lists_nothing_any_more_is_void_and_nobody_is_asked_to_sign_it()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021")
        {
            Request = new InspectionStory(district, "S021").Request with { AutoIssueOrders = false },
        };
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(6, 1, 10));
        await district.TaskOf("order-sign");
        var director = await district.Official(Role.OfficeDirector);
        var item = await district.One<Guid>($"SELECT id FROM supervision.problem_item");

        Assert.Null(await district.Part<DropItem>().Run(new(item, "重复认定", "会议纪要"), director, Stop));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Voided"], await district.Texts($"SELECT state FROM supervision.supervisory_order"));
        Assert.Equal(0, await district.One<long>($"""
            SELECT count(*) FROM supervision.open_task
            WHERE state = 'Open' AND form NOT IN ('campaign-report', 'tracking-report')
            """));
        Assert.Equal("SU012", (await district.Part<DropItem>().Run(new(item, "再次", "再次"), director, Stop))?.Code);
    }

    [Fact]
    public async Task Only_the_director_drops_and_says_why()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 1);
        var item = await district.One<Guid>($"SELECT id FROM supervision.problem_item");
        var drop = district.Part<DropItem>();
        var director = await district.Official(Role.OfficeDirector);

        var officer = await drop.Run(new(item, "理由", "依据"), await district.Official(Role.CaseOfficer), Stop);

        Assert.Equal("AU010", officer?.Code);
        Assert.Equal("SU028", (await drop.Run(new(item, "理由", " "), director, Stop))?.Code);
        Assert.Equal("SU029", (await drop.Run(new(Guid.NewGuid(), "理由", "依据"), director, Stop))?.Code);
        Assert.Equal(["Open"], await district.Texts($"SELECT state FROM supervision.problem_item"));
    }
}
