using Orchestrator.Engine;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>申请延期 and its decision on the shipped processes.</summary>
public sealed class ExtensionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unit_asks_the_director_grants_and_the_unit_is_told_the_new_date()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        var item = await district.One<Guid>($"SELECT id FROM supervision.problem_item");
        var unit = new Actor.Contact("S021", Role.LiaisonOfficer, "某某");
        var director = await district.Official(Role.OfficeDirector);
        var sight = Sight.Of(director)!;

        Assert.Null(await district.Part<RequestExtension>().Run(new(item, 15, "设备到货推迟", null), unit, Stop));
        var waiting = await district.Db.InTransaction(tx => ExtensionList.Waiting(tx, sight, Stop), Stop);
        Assert.Equal((item, 15, "设备到货推迟"), (waiting[0].Item, waiting[0].Days, waiting[0].Reason));
        Assert.Null(await district.Part<DecideExtension>().Run(new(item, true, null), director, Stop));
        await district.GoTo(RunningDistrict.At(5, 13, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal("2026-06-11", await story.Day($"SELECT due_on FROM supervision.problem_item"));
        Assert.Equal(["M-05 HandedOver", "M-16 HandedOver"], await district.Texts($"""
            SELECT DISTINCT letter || ' ' || state FROM orchestrator.mail
            WHERE letter = 'M-16' OR letter = 'M-05' AND subject LIKE '%延期申请%' ORDER BY 1
            """));

        // Nothing of the old date happens any more: no overdue notice on 05-28, no order on 06-01.
        await district.GoTo(RunningDistrict.At(6, 10, 10));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.supervisory_order"));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM orchestrator.mail WHERE letter = 'M-15'"));
    }

    [Fact]
    public async Task Whoever_decides_a_request_gets_a_mail_the_director_first_and_then_the_committee()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        var item = await district.One<Guid>($"SELECT id FROM supervision.problem_item");
        var unit = new Actor.Contact("S021", Role.LiaisonOfficer, "某某");
        var director = await district.Official(Role.OfficeDirector);
        var request = district.Part<RequestExtension>();

        Assert.Null(await request.Run(new(item, 15, "设备到货推迟", null), unit, Stop));
        Assert.Null(await district.Part<DecideExtension>().Run(new(item, true, null), director, Stop));
        await district.GoTo(RunningDistrict.At(5, 13, 10));
        Assert.Null(await request.Run(new(item, 10, "仍未到货", null), unit, Stop));
        await district.GoTo(RunningDistrict.At(5, 13, 11));

        var asked = (await ReadLetter.All(district, Stop)).Where(mail => mail.Letter == "M-26.Extension").ToList();
        Assert.Equal(["姜云霞"], To(asked[0]));
        Assert.Contains("延长15日，等待决定", asked[0].Mail.Text, StringComparison.Ordinal);
        Assert.Equal(["秦月华", "范春燕", "许佳慧", "顾明哲"], To(asked[^1]).Order(StringComparer.Ordinal));
        Assert.Contains("申请理由：仍未到货", asked[^1].Mail.Text, StringComparison.Ordinal);
        Assert.Empty(asked.SelectMany(mail => mail.Blemishes));
        Assert.All(asked, mail => Assert.True(mail.HasTheSubjectForm, mail.Mail.Delivery.Subject));
    }

    private static IEnumerable<string> To(ReadLetter letter) => letter.Mail.To.Select(one => one.Name);

    [Fact]
    public async Task A_late_request_is_the_directors_to_take_on()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 26, 10));
        var item = await district.One<Guid>($"SELECT id FROM supervision.problem_item");
        var unit = new Actor.Contact("S021", Role.LiaisonOfficer, "某某");
        var director = await district.Official(Role.OfficeDirector);
        var request = district.Part<RequestExtension>();

        Assert.Equal("SU022", (await request.Run(new(item, 10, "来不及", null), unit, Stop))?.Code);
        Assert.Equal("AU010", (await request.Run(new(item, 10, "来不及", "我们同意"), unit, Stop))?.Code);
        Assert.Null(await request.Run(new(item, 10, "来不及", "台风停课一周"), director, Stop));
        Assert.Null(await district.Part<DecideExtension>().Run(new(item, true, null), director, Stop));

        Assert.Equal("2026-06-08", await story.Day($"SELECT due_on FROM supervision.problem_item"));
        Assert.Equal("台风停课一周", await district.One<string>($"""
            SELECT detail ->> 'overrideReason' FROM supervision.audit_entry WHERE act = 'RequestExtension'
            """));
    }

    /// <summary>E-15.</summary>
    [Fact]
    public async Task An_extension_beyond_the_limit_of_a_received_order_replaces_it_and_its_ladder()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(6, 2, 10));
        await district.Answer(await district.TaskOf("order-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(6, 3, 10));

        // 05-27 + 15 is before the order's own 06-17; only the committee's second extension goes beyond it.
        await Extend(district, Role.OfficeDirector);
        Assert.Equal("2026-06-17", await story.Day($"SELECT due_on FROM supervision.supervisory_order"));
        await Extend(district, Role.CommitteeChair);

        Assert.Equal("2026-06-26", await story.Day($"SELECT due_on FROM supervision.supervisory_order"));
        var judged = await district.Db.InTransaction(tx => OrderRates.Of(
            tx, new Sight(SeesAll: true, [], Guid.Empty), default, new DateOnly(2026, 6, 26), Stop), Stop);
        Assert.Equal((new DateOnly(2026, 6, 26), OrderFate.Running),
            (Assert.Single(judged).Course.DueOn!.Value, judged[0].Fate));
        Assert.Equal("SU023", (await Ask(district))?.Code);
        await district.GoTo(RunningDistrict.At(6, 28, 10));
        Assert.Equal(1, await district.One<long>($"SELECT count(*) FROM supervision.supervisory_order"));
        await district.GoTo(RunningDistrict.At(6, 29, 10));
        Assert.Equal(2, await district.One<long>($"SELECT count(*) FROM supervision.supervisory_order"));
        Assert.Equal("", await district.Incidents());
    }

    /// <summary>Fifteen days, asked for too late and taken on by the director.</summary>
    private static async Task Extend(RunningDistrict district, Role decides)
    {
        Assert.Null(await Ask(district));
        Assert.Null(await district.Part<DecideExtension>().Run(
            new(await Item(district), true, null), await district.Official(decides), Stop));
    }

    private static async Task<Problem?> Ask(RunningDistrict district) => await district.Part<RequestExtension>().Run(
        new(await Item(district), 15, "来不及", "台风停课"), await district.Official(Role.OfficeDirector), Stop);

    private static Task<Guid> Item(RunningDistrict district) =>
        district.One<Guid>($"SELECT id FROM supervision.problem_item");
}
