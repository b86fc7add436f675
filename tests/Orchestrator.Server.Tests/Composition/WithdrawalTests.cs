using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Orders and campaigns that are taken back, on the shipped processes.</summary>
public sealed class WithdrawalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_withdrawn_order_has_a_note_asks_for_nothing_and_is_followed_by_none(bool received)
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 2);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        if (received)
            await district.Answer(await district.TaskOf("order-receipt"), "Received");
        var order = await district.One<Guid>($"SELECT id FROM supervision.supervisory_order");

        Assert.Null(await district.Part<WithdrawOrder>().Run(
            new(order, "发放前已报送"), await district.Official(Role.OfficeDirector), Stop));
        await district.GoTo(RunningDistrict.At(7, 3, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Withdrawn 发放前已报送 Removed", "Withdrawn 发放前已报送 Removed"], await district.Texts($"""
            SELECT orders.state || ' ' || orders.end_reason || ' ' || listed.outcome
            FROM supervision.supervisory_order AS orders
            JOIN supervision.order_item AS listed ON listed.order_id = orders.id
            """));
        Assert.Equal(["云教督撤〔2026〕1号 true"], await district.Texts($"""
            SELECT number || ' ' || (file_sha256 IS NOT NULL)::text
            FROM supervision.document WHERE kind = 'OrderWithdrawal'
            """));
        Assert.Equal(
            await district.Texts(
                $"SELECT DISTINCT recipient_address FROM orchestrator.mail WHERE letter = 'M-17' ORDER BY 1"),
            await district.Texts(
                $"SELECT recipient_address FROM orchestrator.mail WHERE letter = 'M-17.Withdrawn' ORDER BY 1"));
        Assert.Equal(0, await district.One<long>($"""
            SELECT count(*) FROM supervision.open_task
            WHERE state = 'Open' AND form IN ('order-receipt', 'order-sign', 'phone-unit')
            """));
        Assert.Equal(2, await district.One<long>($"""
            SELECT count(*) FROM supervision.open_task WHERE state = 'Open' AND form = 'rectification-report'
            """));
    }

    [Fact]
    public async Task Only_the_director_withdraws_a_running_order_and_once()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await district.GoTo(RunningDistrict.At(5, 22, 10));
        var order = await district.One<Guid>($"SELECT id FROM supervision.supervisory_order");
        var withdraw = district.Part<WithdrawOrder>();
        var director = await district.Official(Role.OfficeDirector);

        Assert.Equal("AU010", (await withdraw.Run(
            new(order, "理由"), await district.Official(Role.CaseOfficer), Stop))?.Code);
        Assert.Equal("SU015", (await withdraw.Run(new(order, ""), director, Stop))?.Code);
        Assert.Equal("SU016", (await withdraw.Run(new(Guid.NewGuid(), "理由"), director, Stop))?.Code);
        Assert.Null(await withdraw.Run(new(order, "理由"), director, Stop));
        Assert.Equal("SU013", (await withdraw.Run(new(order, "理由"), director, Stop))?.Code);
    }

    [Fact]
    public async Task A_withdrawn_campaign_ends_on_its_first_day_and_the_unit_with_a_letter_goes_on()
    {
        await using var district = await RunningDistrict.Open();
        var plain = new InspectionStory(district, "S021", "S022").Request;
        var story = new InspectionStory(district, "S021", "S022")
        {
            Request = plain with { OnSiteFrom = new DateOnly(2026, 5, 20), OnSiteTo = new DateOnly(2026, 5, 22) },
        };
        var campaign = await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await LetterBefore(district, story, "S021");

        Assert.Null(await district.Part<WithdrawCampaign>().Run(
            new(campaign, "上级统一部署"), await district.Official(Role.OfficeDirector), Stop));
        await district.GoTo(RunningDistrict.At(5, 21, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Rectifying", "Cancelled"], await district.Texts(
            $"SELECT state FROM supervision.unit_inspection ORDER BY unit_code"));
        Assert.Equal(["campaign Finished", "unit-inspection Running"], await district.Texts($"""
            SELECT definition_id || ' ' || status FROM orchestrator.instance
            WHERE definition_id = 'campaign' OR correlation_id = (
                SELECT id::text FROM supervision.unit_inspection WHERE unit_code = 'S021')
            ORDER BY 1
            """));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM supervision.open_task WHERE form = 'campaign-report'"));
    }

    /// <summary>A unit that was visited and got its letter before the first day of the others.</summary>
    private static async Task LetterBefore(RunningDistrict district, InspectionStory story, string unit)
    {
        await district.Answer(await district.TaskOf("on-site-record", unit), "Recorded", await story.VisitRecord());
        await district.Answer(
            await district.TaskOf("preliminary-opinion", unit), "Sent", InspectionStory.Opinion(1));
        await district.Answer(await district.TaskOf("defence", unit), "Waived");
        await district.Answer(
            await district.TaskOf("opinion-draft", unit), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign", unit), "Signed");
        await district.Answer(await district.TaskOf("letter-receipt", unit), "Received");
    }

    [Fact]
    public async Task A_withdrawn_campaign_tells_every_notified_unit_and_nothing_goes_on()
    {
        await using var district = await RunningDistrict.Open();
        var campaign = await new InspectionStory(district, "S021", "S022").ToTheReceipt();
        var withdraw = district.Part<WithdrawCampaign>();
        var director = await district.Official(Role.OfficeDirector);

        Assert.Equal("AU010", (await withdraw.Run(
            new(campaign, "上级统一部署"), await district.Official(Role.CaseOfficer), Stop))?.Code);
        Assert.Null(await withdraw.Run(new(campaign, "上级统一部署"), director, Stop));
        await district.GoTo(RunningDistrict.At(4, 20, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Withdrawn"], await district.Texts($"SELECT state FROM supervision.campaign"));
        Assert.Equal(
            ["Cancelled", "Cancelled"], await district.Texts($"SELECT state FROM supervision.unit_inspection"));
        Assert.Equal(["Voided", "Voided"], await district.Texts($"SELECT state FROM supervision.obligation"));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.open_task WHERE state = 'Open'"));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM orchestrator.instance WHERE status = 'Running'"));
        Assert.Equal(4, await district.One<long>($"""
            SELECT count(*) FROM orchestrator.mail AS told
            WHERE letter = 'M-03' AND state = 'HandedOver' AND EXISTS (
                SELECT FROM supervision.unit_contact WHERE email = told.recipient_address
                  AND unit_code IN ('S021', 'S022'))
            """));
        Assert.Equal("SU010", (await withdraw.Run(new(campaign, "再次"), director, Stop))?.Code);
    }
}
