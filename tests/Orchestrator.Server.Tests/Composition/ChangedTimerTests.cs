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
        var story = new InspectionStory(district, "S021", "S022")
        { BetweenStarts = () => Change(district, "TM-22", 5) };

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

    [Fact]
    public async Task Only_a_campaign_that_begins_afterwards_waits_five_working_days_for_a_missed_self_evaluation()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022")
        { BetweenStarts = () => Change(district, "DR-05", 5) };

        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 3, 10));
        Assert.Equal(["S021 OnSiteScheduled", "S022 SelfEvalPending"], await States(district));
        await district.GoTo(RunningDistrict.At(4, 7, 10));
        Assert.Equal(["S021 OnSiteScheduled", "S022 SelfEvalPending"], await States(district));
        await district.GoTo(RunningDistrict.At(4, 8, 8));

        Assert.Equal(["S021 OnSiteScheduled", "S022 OnSiteScheduled"], await States(district));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_notice_prints_the_days_that_its_own_campaign_waits()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022")
        { BetweenStarts = () => Change(district, "TM-02", 12) };

        await story.ToTheReceipt();

        var notices = (await ReadLetter.All(district, Stop)).Where(letter => letter.Letter == "M-02").ToList();
        foreach (var (unit, days) in new[] { ("s021", "之日起十个工作日内报送"), ("s022", "之日起十二个工作日内报送") })
            Assert.Contains(days, notices.First(letter => letter.Recipient.StartsWith(unit + ".liaison",
                StringComparison.Ordinal)).Mail.Text, StringComparison.Ordinal);
        Assert.Equal(["十个工作日", "十二个工作日"], await district.Texts($"""
            SELECT fields -> 'days' ->> 'selfEvaluation' FROM supervision.document ORDER BY serial
            """));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<IReadOnlyList<string>> States(RunningDistrict district) => district.Texts(
        $"SELECT unit_code || ' ' || state FROM supervision.unit_inspection ORDER BY unit_code");

    private static async Task Change(RunningDistrict district, string timer, int days)
    {
        var change = new ChangeTimer(district.Db, district.Part<RuleBook>(), district.Part<BusinessClock>());
        var request = new ChangeTimer.Request
        {
            Actor = await district.Official(Role.Administrator),
            Profile = DeadlineProfile.StandardName,
            Timer = new TimerId(timer),
            Values = [days],
            Reason = "试点放宽",
        };
        var (version, problem) = await change.Run(request, Stop);
        Assert.Null(problem);
        Assert.NotNull(version);
    }
}
