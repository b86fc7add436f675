using Orchestrator.Engine;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Days that a drawing computed by 设期限 and waits for follow a new calendar, later only (§3.8).</summary>
public sealed class DrawnDatesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-04-28,更正,adjusted_rest,N,N", 29)]
    [InlineData("2026-04-25,更正,makeup_workday,Y,N", 28)]
    public async Task A_letter_is_deemed_received_on_the_day_of_the_new_calendar_and_never_earlier(string row, int day)
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheSignature(findings: 1);
        await district.GoTo(RunningDistrict.At(4, 24, 12));
        var table = CalendarImportTests.Table(2026, null, row);

        var shown = (await CalendarImportTests.Preview(district, 2026, table))
            .Where(line => line.StartsWith("等待", StringComparison.Ordinal)).ToList();
        Assert.Equal(day == 28 ? [] : ["等待：视为签收 2026-04-28 2026-04-29"], shown);
        Assert.True((await CalendarImportTests.Import(district, 2026, table)).IsNew);

        await district.GoTo(RunningDistrict.At(4, day - 1, 23));
        Assert.Equal(0, await district.One<long>(
            $"SELECT count(*) FROM supervision.receipt WHERE document = 'Letter'"));
        await district.GoTo(RunningDistrict.At(4, day, 10));
        Assert.Equal([$"Deemed 2026-04-{day}"], await district.Texts(
            $"SELECT kind || ' ' || received_on FROM supervision.receipt WHERE document = 'Letter'"));
        Assert.Equal("", await district.Incidents());
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM orchestrator.mail WHERE letter = 'M-33'"));
        var instance = new InstanceId(await district.One<Guid>(
            $"SELECT id FROM orchestrator.instance WHERE definition_id = 'unit-inspection'"));
        Assert.Null((await district.Db.InTransaction(
            tx => district.Part<JournalAudit>().Check(tx, instance, Stop), Stop)).Flaw);
    }

    [Fact]
    public async Task The_second_call_about_an_order_comes_after_the_working_day_of_the_new_calendar()
    {
        await using var relay = RefusedMail.Relay();
        await using var district = await LateReports.Late(findings: 1, relay: relay);
        await district.Refuse("S021", "联络员", "负责人", "主管部门");
        await district.GoTo(RunningDistrict.At(6, 1, 10));

        // TM-24 from Monday 06-01 is the end of 06-02: that Tuesday becomes a day of rest.
        await CalendarImportTests.Import(
            district, 2026, CalendarImportTests.Table(2026, null, "2026-06-02,更正,adjusted_rest,N,N"));

        await district.GoTo(RunningDistrict.At(6, 3, 23));
        Assert.Equal(0, await Calls(district));
        await district.GoTo(RunningDistrict.At(6, 4, 1));
        Assert.Equal(1, await Calls(district));
        Assert.Equal("", await district.Incidents());
    }

    private static Task<long> Calls(RunningDistrict district) => district.One<long>($"""
        SELECT count(*) FROM supervision.open_task
        WHERE state = 'Open' AND form = 'phone-unit' AND definition_id = 'supervisory-order'
        """);
}
