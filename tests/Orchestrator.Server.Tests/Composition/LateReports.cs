using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>S021 with items that are due on 05-27 and no report; what it files then, and what is found of it.</summary>
internal static class LateReports
{
    public const string Report = """{"content":"已整改","measuredValue":"1","signedByHead":"张三"}""";

    /// <summary>A unit that filed its plan and is silent since.</summary>
    public static async Task<RunningDistrict> Late(
        int findings, bool automatic = true, (int Month, int Day)? until = null, FaultySmtp? relay = null)
    {
        var district = await RunningDistrict.Open(relay: relay);
        var story = Story(district, automatic);
        await story.ToTheLetter(findings);
        await story.ToThePlan();
        if (until is { } day)
            await district.GoTo(RunningDistrict.At(day.Month, day.Day, 10));
        return district;
    }

    /// <summary>The same, under its order of 06-01, signed for on 06-02.</summary>
    public static async Task<RunningDistrict> UnderOrder(int findings)
    {
        var district = await Late(findings);
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        return district;
    }

    /// <summary>One item of this gravity, with a report that the department agreed to on 05-18.</summary>
    public static async Task<RunningDistrict> Reported(string severity, TestDatabase? shared = null)
    {
        var district = await RunningDistrict.Open(shared);
        var story = new InspectionStory(district, "S021")
        { Edit = opinion => opinion.Replace("Moderate", severity, StringComparison.Ordinal) };
        await story.ToTheLetter(findings: 1);
        if (severity != "Critical")
            await story.ToThePlan();
        await File(district, 1);
        return district;
    }

    public static InspectionStory Story(RunningDistrict district, bool automatic) => new(district, "S021")
    {
        Request = new InspectionStory(district, "S021").Request with { AutoIssueOrders = automatic },
    };

    public static Task<Guid> Item(RunningDistrict district, int number) =>
        district.One<Guid>($"SELECT id FROM supervision.problem_item WHERE number = {number}");

    public static async Task File(RunningDistrict district, int number)
    {
        var item = await Item(district, number);
        await district.Answer(await district.TaskOf("rectification-report", subject: item), "Reported", Report);
        await district.Answer(await district.TaskOf("department-review", subject: item), "Agreed");
    }

    public static async Task Verify(RunningDistrict district, int number, string verdict) => await district.Answer(
        await district.TaskOf("verification", subject: await Item(district, number)), verdict,
        """{"method":"Desk","opinion":"已核查","remaining":"还差一半"}""");

    public static Task<IReadOnlyList<string>> Orders(RunningDistrict district) => district.Texts($"""
        SELECT urging.level || ' ' || urging.state || ' ' || listed.position || ' ' || coalesce(listed.outcome, 'open')
        FROM supervision.supervisory_order AS urging
        JOIN supervision.order_item AS listed ON listed.order_id = urging.id
        ORDER BY 1
        """);

    public static Task<IReadOnlyList<string>> States(RunningDistrict district) => district.Texts(
        $"SELECT level || ' ' || state FROM supervision.supervisory_order ORDER BY 1");

    public static Task<IReadOnlyList<string>> ListedInSecond(RunningDistrict district) => district.Texts($"""
        SELECT item.number::text
        FROM supervision.order_item AS listed
        JOIN supervision.supervisory_order AS urging ON urging.id = listed.order_id AND urging.level = 'Second'
        JOIN supervision.problem_item AS item ON item.id = listed.item_id
        ORDER BY 1
        """);
}
