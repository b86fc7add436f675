using Orchestrator.Engine;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>登记纸质签收 on the shipped processes.</summary>
public sealed class PaperReceiptTests
{
    private static readonly UploadedFile Scan = new("回执.pdf", "%PDF-1.7 回执"u8.ToArray());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clocks_of_notice_letter_and_order_start_from_the_date_on_the_paper()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheSignature(findings: 1);
        await district.GoTo(RunningDistrict.At(4, 28, 8));
        var inspection = await district.One<Guid>($"SELECT id FROM supervision.unit_inspection");

        Assert.Empty(await Record(district, inspection, ReceivedDocument.Letter, (4, 25)));
        Assert.Equal("2026-05-25", await story.Day(
            $"SELECT due_on FROM supervision.obligation WHERE duty = 'ItemReport'"));
        Assert.Equal("SU052", (await Record(district, inspection, ReceivedDocument.Letter, (4, 25)))[0].Code);

        await district.GoTo(RunningDistrict.At(5, 21, 10));
        var order = await district.One<Guid>($"SELECT id FROM supervision.supervisory_order");
        Assert.Empty(await Record(district, order, ReceivedDocument.Order, (5, 21)));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Letter Paper 2026-04-25 回执.pdf", "Order Paper 2026-05-21 回执.pdf"], await district.Texts($"""
            SELECT receipt.document || ' ' || receipt.kind || ' ' || receipt.received_on || ' ' || scan.file_name
            FROM supervision.receipt AS receipt
            JOIN supervision.evidence_file AS scan ON scan.subject_id = receipt.id
            ORDER BY 1
            """));
        Assert.Equal(0, await district.One<long>($"""
            SELECT count(*) FROM supervision.open_task WHERE state = 'Open' AND form LIKE '%-receipt'
            """));
    }

    [Fact]
    public async Task A_date_before_the_sending_or_after_today_and_a_missing_scan_are_refused()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheSignature(findings: 1);
        var inspection = await district.One<Guid>($"SELECT id FROM supervision.unit_inspection");

        var early = (await Record(district, inspection, ReceivedDocument.Letter, (4, 23)))[0];
        var late = (await Record(district, inspection, ReceivedDocument.Letter, (4, 25)))[0];
        var bare = await district.Part<PaperReceipt>().Run(
            new(inspection, ReceivedDocument.Letter, new DateOnly(2026, 4, 24), []),
            await district.Official(Role.CaseOfficer), Stop);
        var chair = await district.Part<PaperReceipt>().Run(
            new(inspection, ReceivedDocument.Letter, new DateOnly(2026, 4, 24), [Scan]),
            await district.Official(Role.CommitteeChair), Stop);

        Assert.Equal(("SU051", "SU051", "SU053", "AU010"), (early.Code, late.Code, bare[0].Code, chair[0].Code));
        Assert.Contains("2026-04-24", early.Message, StringComparison.Ordinal);
        Assert.Equal(["OpinionIssued"], await district.Texts($"SELECT state FROM supervision.unit_inspection"));
    }

    private static async Task<IReadOnlyList<Problem>> Record(
        RunningDistrict district, Guid subject, ReceivedDocument document, (int Month, int Day) on) =>
        await district.Part<PaperReceipt>().Run(
            new(subject, document, new DateOnly(2026, on.Month, on.Day), [Scan]),
            await district.Official(Role.CaseOfficer), Stop);
}
