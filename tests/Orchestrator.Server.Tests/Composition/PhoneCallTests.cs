using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>电话告知 on the shipped processes: a call is on record as a call, and it is no receipt (§3.2, E-09).</summary>
public sealed class PhoneCallTests
{
    private const string Call =
        """{"spokenWith":"张三","number":"000-55502101","phonedOn":"2026-06-03","note":"答应今日签收"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_call_about_an_order_is_told_as_a_call_and_starts_no_clock()
    {
        await using var district = await LateReports.Late(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 3, 1));

        await district.Answer(await district.TaskOf("phone-unit"), "Phoned", Call);

        Assert.Equal("Issued", await district.One<string>($"SELECT state FROM supervision.supervisory_order"));
        Assert.Equal([], await Receipts(district));
        Assert.NotEqual(default, await district.TaskOf("order-receipt"));
        var told = Assert.Single(await Happened(district), entry => entry.Act == "PhoneUnit");
        Assert.Equal(("SupervisoryOrder", "2026-06-03，接听人张三，号码000-55502101：答应今日签收"),
            (told.SubjectKind, told.Note));
        Assert.Equal((await district.Official(Role.CaseOfficer)).Name, told.By);

        await district.GoTo(RunningDistrict.At(6, 3, 10));
        Assert.Equal(["Deemed 2026-06-03"], await Receipts(district));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task An_order_that_no_mail_brings_is_phoned_every_working_day_until_the_unit_signs()
    {
        await using var relay = RefusedMail.Relay();
        await using var district = await LateReports.Late(findings: 1, relay: relay);
        await district.Refuse("S021", "联络员", "负责人", "主管部门");
        await district.GoTo(RunningDistrict.At(6, 3, 10));
        await district.Answer(await Phone(district), "Phoned", Call);

        await district.GoTo(RunningDistrict.At(6, 4, 23));
        Assert.Equal(default, await Phone(district));
        await district.GoTo(RunningDistrict.At(6, 5, 10));
        Assert.NotEqual(default, await Phone(district));
        Assert.Equal([], await Receipts(district));

        await district.Answer(await district.TaskOf("order-receipt"), "Received");

        Assert.Equal(default, await Phone(district));
        Assert.Equal(["Signed 2026-06-05"], await Receipts(district));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_call_of_tomorrow_is_refused()
    {
        await using var district = await LateReports.Late(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 3, 1));

        var refused = await district.Try(await district.TaskOf("phone-unit"), "Phoned",
            Call.Replace("06-03", "06-04", StringComparison.Ordinal));

        var problem = Assert.Single(refused.Problems);
        Assert.Equal(("SU050", "phonedOn"), (problem.Code, problem.Where));
        Assert.Contains("（2026-06-03），实为2026-06-04", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The call that the order itself asks for; undelivered mails ask for calls of their own.</summary>
    private static Task<Guid> Phone(RunningDistrict district) => district.One<Guid>($"""
        SELECT id FROM supervision.open_task
        WHERE state = 'Open' AND form = 'phone-unit' AND definition_id = 'supervisory-order'
        """);

    private static Task<IReadOnlyList<string>> Receipts(RunningDistrict district) => district.Texts(
        $"SELECT kind || ' ' || received_on FROM supervision.receipt WHERE document = 'Order'");

    private static async Task<IReadOnlyList<CaseEntry>> Happened(RunningDistrict district)
    {
        var inspection = await district.One<Guid>($"SELECT id FROM supervision.unit_inspection");
        var sight = Sight.Of(await district.Official(Role.CaseOfficer))!;
        var story = await district.Db.InTransaction(tx => ReadCaseStory.Of(tx, sight, inspection, Stop), Stop);
        return story!.Happened;
    }
}
