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
    public async Task A_paper_that_comes_after_the_deemed_receipt_corrects_it_and_no_date_gets_earlier()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022");
        await story.ToTheSignature(findings: 1);

        // Sent on 04-24, deemed received on 04-28: S021 had signed before that day, S022 signs after it.
        await district.GoTo(RunningDistrict.At(5, 6, 10));
        var early = await InspectionOf(district, "S021");
        var late = await InspectionOf(district, "S022");
        Assert.Empty(await Record(district, early, ReceivedDocument.Letter, (4, 27)));
        Assert.Empty(await Record(district, late, ReceivedDocument.Letter, (5, 6)));
        Assert.Equal("SU052", (await Record(district, late, ReceivedDocument.Letter, (5, 6)))[0].Code);
        await district.GoTo(RunningDistrict.At(5, 6, 12));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(
            [
                "S021 2026-04-27 2026-05-28 收到2026-04-27 + 30日 = 2026-05-27；已告知的期限2026-05-28在后，不提前",
                "S022 2026-05-06 2026-06-05 收到2026-05-06 + 30日 = 2026-06-05",
            ],
            await district.Texts($"""
                SELECT responsible_unit_code || ' ' || received_on || ' ' || due_on || ' ' || due_explanation
                FROM supervision.problem_item ORDER BY 1
                """));
        Assert.Equal(["S021 2026-05-28", "S022 2026-06-05"], await district.Texts($"""
            SELECT assignee_unit_code || ' ' || due_on FROM supervision.open_task
            WHERE form = 'rectification-report' AND state = 'Open' ORDER BY 1
            """));
        var told = (await ReadLetter.All(district, Stop)).Where(mail => mail.Letter == "M-33.Receipt").ToList();
        Assert.All(told, mail => Assert.Contains("更正为2026年5月6日", mail.Mail.Text, StringComparison.Ordinal));
        Assert.NotEmpty(told);
        Assert.Empty(told.SelectMany(mail => mail.Blemishes));
        await district.GoTo(RunningDistrict.At(5, 29, 10));
        Assert.Equal(["S021"], await district.Texts($"""
            SELECT DISTINCT owed.unit_code FROM supervision.ladder_step AS step
            JOIN supervision.obligation AS owed ON owed.id = step.obligation_id
            WHERE owed.duty = 'ItemReport' AND step.act = 'NotifyOverdue'
            """));
    }

    private static Task<Guid> InspectionOf(RunningDistrict district, string unit) => district.One<Guid>(
        $"SELECT id FROM supervision.unit_inspection WHERE unit_code = {unit}");

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
