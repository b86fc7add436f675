using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>按期整改率 on the shipped processes: problems of two schools, all due on 05-27.</summary>
public sealed class OnTimeTests
{
    private static readonly Sight Everything = new(SeesAll: true, [], Guid.Empty);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_rate_follows_what_happened_and_no_hand_on_a_row_changes_it()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await Extend(district, "S022");
        await district.GoTo(RunningDistrict.At(5, 20, 10));
        await district.Answer(await district.TaskOf("rectification-report", "S021"), "Reported",
            """{"content":"已落实","measuredValue":"100%","signedByHead":"张三"}""");
        Assert.Equal([("S021", new(0, 0, 1)), ("S022", new(0, 0, 1))],
            await Rates(district, RunningDistrict.At(5, 20, 11)));

        await district.GoTo(RunningDistrict.At(5, 21, 10));
        await district.Answer(await district.TaskOf("department-review", "S021"), "Agreed");
        await district.Answer(await district.TaskOf("verification", "S021"), "Rectified",
            """{"method":"Desk","opinion":"属实"}""");
        Assert.Equal([("S021", new(1, 0, 0)), ("S022", new(0, 0, 1))],
            await Rates(district, RunningDistrict.At(6, 11, 23)));
        Assert.Equal([("S021", new(1, 0, 0)), ("S022", new(0, 1, 0))],
            await Rates(district, RunningDistrict.At(6, 12, 1)));

        await district.Db.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.problem_item
            SET is_late_reported = NOT is_late_reported, due_on = '2026-12-31', is_extended = false
            """, Stop), Stop);
        Assert.Equal([("S021", new(1, 0, 0)), ("S022", new(0, 1, 0))],
            await Rates(district, RunningDistrict.At(6, 12, 1)));
    }

    private static async Task Extend(RunningDistrict district, string unit)
    {
        var item = await district.One<Guid>(
            $"SELECT id FROM supervision.problem_item WHERE responsible_unit_code = {unit}");
        Assert.Null(await district.Part<RequestExtension>().Run(
            new(item, 15, "设备到货推迟", null), new Actor.Contact(unit, Role.LiaisonOfficer, "某某"), Stop));
        Assert.Null(await district.Part<DecideExtension>().Run(
            new(item, true, null), await district.Official(Role.OfficeDirector), Stop));
    }

    /// <summary>As they stand for whoever reads them at this moment.</summary>
    private static async Task<IEnumerable<(string Unit, OnTimeCount Count)>> Rates(
        RunningDistrict district, DateTimeOffset at)
    {
        var today = Orchestrator.Supervision.Calendars.ShanghaiTime.DateOf(at);
        var rates = await district.Db.InTransaction(
            tx => OnTimeRates.Of(tx, Everything, (null, null), today, Stop), Stop);
        return rates.Select(rate => (rate.UnitCode, rate.Count));
    }
}
