using Orchestrator.Runtime.Clocks;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>An administrator changes a number, on the shipped processes.</summary>
public sealed class ChangedTimerTests
{
    [Fact]
    public async Task Only_a_campaign_that_begins_afterwards_waits_five_working_days_for_its_order()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022") { BetweenStarts = () => WaitFiveDays(district) };

        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(6, 4, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(
            ["S021 2026-06-01", "S022 2026-06-03"],
            await district.Texts($"""
                SELECT inspection.unit_code || ' ' || (orders.issued_at AT TIME ZONE 'Asia/Shanghai')::date
                FROM supervision.supervisory_order AS orders
                JOIN supervision.order_item AS listed ON listed.order_id = orders.id
                JOIN supervision.problem_item AS item ON item.id = listed.item_id
                JOIN supervision.unit_inspection AS inspection ON inspection.id = item.unit_inspection_id
                ORDER BY 1
                """));
    }

    private static async Task WaitFiveDays(RunningDistrict district)
    {
        var change = new ChangeTimer(district.Db, district.Part<RuleBook>(), district.Part<BusinessClock>());
        var request = new ChangeTimer.Request
        {
            Actor = await district.Official(Role.Administrator),
            Profile = DeadlineProfile.StandardName,
            Timer = new TimerId("TM-22"),
            Values = [5],
            Reason = "试点放宽",
        };
        var (version, problem) = await change.Run(request, TestContext.Current.CancellationToken);
        Assert.Null(problem);
        Assert.NotNull(version);
    }
}
