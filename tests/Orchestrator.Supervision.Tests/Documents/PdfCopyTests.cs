using System.Diagnostics;
using Orchestrator.Engine;
using Orchestrator.Runtime.Files;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Documents;

public sealed class PdfCopyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly OfficeProgram Office = OfficeProgram.Find(null);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DocumentKind.InspectionNotice, "云泽区第一实验小学")]
    [InlineData(DocumentKind.SupervisionOpinion, "云泽区第一实验小学")]
    [InlineData(DocumentKind.RectificationNotice, "云泽区第一实验小学")]
    [InlineData(DocumentKind.SupervisoryOrder, "云泽区第一实验小学")]
    [InlineData(DocumentKind.OrderWithdrawal, "云泽区第一实验小学")]
    [InlineData(DocumentKind.InterviewNotice, "云泽区第一实验小学")]
    [InlineData(DocumentKind.InterviewRecord, "云泽区第一实验小学")]
    [InlineData(DocumentKind.SupervisionReport, "区人民政府")]
    public async Task A_shipped_template_says_number_unit_and_date_on_its_printed_pages(DocumentKind kind, string to)
    {
        var pages = await Pages(kind, items: 5);

        Assert.All(
            (string[])["云教督办〔2026〕3号", to, "2026年6月15日"],
            expected => Assert.Contains(expected, pages, StringComparison.Ordinal));
        Assert.DoesNotContain("{{", pages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opinion_without_problems_says_so_and_asks_for_nothing()
    {
        var pages = await Pages(DocumentKind.SupervisionOpinion, items: 0);

        Assert.Contains("未发现需要整改的问题", pages, StringComparison.Ordinal);
        Assert.DoesNotContain("序号", pages, StringComparison.Ordinal);
        Assert.DoesNotContain("整改方案", pages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task The_last_page_of_an_order_never_holds_the_columns_for_receipt_alone(int items)
    {
        var pages = (await Printed(DocumentKind.SupervisoryOrder, items)).TrimEnd('\f').Split('\f');

        Assert.True(pages.Length > 1, $"{pages.Length}");
        Assert.All(
            (string[])["签发人", "抄送", "签收栏", "办结意见栏"],
            expected => Assert.Contains(expected, pages[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_was_given_up_is_tried_anew_by_an_administrator_and_the_audit_says_so()
    {
        var document = await Issued();
        var retry = new RetryPdf(database.Database);
        var administrator = Official(Role.Administrator);
        Assert.Equal("SU074", (await retry.Run(document, administrator, Stop))?.Code);
        await database.Database.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.pdf_copy SET state = 'GivenUp', attempts = 5, failure = 'exit 1'
            WHERE document_id = {document}
            """, Stop), Stop);

        Assert.Equal("AU010", (await retry.Run(document, Official(Role.OfficeDirector), Stop))?.Code);
        Assert.Equal(PdfState.GivenUp, (await Sheet(document)).Pdf);
        Assert.Null(await retry.Run(document, administrator, Stop));

        Assert.Equal(PdfState.Due, (await Sheet(document)).Pdf);
        Assert.Equal(
            [$"{administrator.Key} RetryPdf Document {document}"],
            await database.Database.InTransaction(tx => tx.Query($"""
                SELECT actor || ' ' || act || ' ' || subject_kind || ' ' || subject_id
                FROM supervision.audit_entry
                """, row => row.GetString(0), Stop), Stop));
        Assert.Equal(0, await new PdfCopies(database.Database, new OfficeProgram("/bin/false")).RunDue(Stop));
        Assert.Equal(PdfState.Due, (await Sheet(document)).Pdf);
    }

    [Fact]
    public async Task A_copy_is_made_once_and_what_was_issued_never_changes()
    {
        Assert.SkipUnless(Office.IsInstalled, "LibreOffice is not installed: PDF copies are not tried");
        var document = await Issued();

        Assert.Equal(1, await new PdfCopies(database.Database, Office).RunDue(Stop));
        Assert.Equal(0, await new PdfCopies(database.Database, Office).RunDue(Stop));

        var pdf = await database.Database.InTransaction(tx => CaseDocuments.Pdf(tx, document, Stop), Stop);
        Assert.Equal("%PDF"u8.ToArray(), pdf!.Content[..4].ToArray());
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => database.Database.InTransaction(
            tx => tx.Execute($"UPDATE supervision.document SET title = '改' WHERE id = {document}", Stop), Stop));
        Assert.Contains("never changed", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_tried_again_later_and_without_the_program_nothing_counts_as_tried()
    {
        var document = await Issued();

        Assert.Equal(0, await new PdfCopies(database.Database, new OfficeProgram(null)).RunDue(Stop));
        Assert.Null((await Sheet(document)).PdfFailure);
        Assert.Equal(0, await new PdfCopies(database.Database, new OfficeProgram("/bin/false")).RunDue(Stop));

        var sheet = await Sheet(document);
        Assert.Equal(PdfState.Due, sheet.Pdf);
        Assert.StartsWith("exit 1", sheet.PdfFailure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_print_page_says_what_the_Word_file_says()
    {
        var blocks = DocumentPage.Read(Filled(DocumentKind.SupervisoryOrder, items: 2));

        Assert.Equal(["示例市云泽区人民政府", "教育督导委员会办公室"], blocks[0].Text!.Text);
        Assert.True(blocks[0].Text!.IsRed);
        Assert.Contains(blocks, block => block.Rows is [{ IsHead: true }, { IsHead: false }, { IsHead: false }]);
    }

    private static async Task<string> Pages(DocumentKind kind, int items) =>
        string.Concat((await Printed(kind, items)).Where(one => !char.IsWhiteSpace(one)));

    /// <summary>The text of the printed pages; a form feed ends each.</summary>
    private static async Task<string> Printed(DocumentKind kind, int items)
    {
        Assert.SkipUnless(Office.IsInstalled && File.Exists("/usr/bin/pdftotext"),
            "LibreOffice or poppler is not installed: printed pages are not looked at; root gets them by test.sh");
        var (pdf, failure) = await Office.ToPdf(Filled(kind, items), Stop);
        Assert.Null(failure);
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/pdftotext", ["-", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var said = process.StandardOutput.ReadToEndAsync(Stop);
        await process.StandardInput.BaseStream.WriteAsync(pdf!.Value, Stop);
        process.StandardInput.Close();
        return await said;
    }

    private static ReadOnlyMemory<byte> Filled(DocumentKind kind, int items)
    {
        var row = """{"number":1,"fact":"作业未公示","basis":"规定","requirement":"公示","originalDueOn":"2026-06-09"}""";
        var list = kind == DocumentKind.SupervisionReport
            ? "3" : "[" + string.Join(',', Enumerable.Repeat(row, items)) + "]";
        var (some, none) = items > 0 ? ("[{}]", "[]") : ("[]", "[{}]");
        var unit = """{"name":"云泽区第一实验小学"}""";
        return DocumentTemplate.Fill(ShippedFolders.Document(kind.ToString()), Json.Parse($$"""
            {"number":"云教督办〔2026〕3号","issuedOn":"2026年6月15日","signedBy":"姜云霞","unit":{{unit}},
             "units":[{{unit}}],"items":{{list}},"withItems":{{some}},"withoutItems":{{none}},"department":"区教育局"}
            """));
    }

    private static Actor.Official Official(Role role) =>
        new(Guid.Parse("01890000-0000-7000-8000-000000000001"), "某人", [new Post(role, "O02")]);

    private Task<DocumentSheet> Sheet(Guid document) => database.Database.InTransaction(
        async tx => (await CaseDocuments.Sheet(tx, document, Stop))!, Stop);

    private async Task<Guid> Issued()
    {
        await database.Clear(Stop);
        var id = Guid.CreateVersion7();
        await database.Database.InTransaction(async tx =>
        {
            var sha256 = await FileStore.Keep(tx, Filled(DocumentKind.SupervisoryOrder, items: 1), Stop);
            await tx.Execute($"""
                INSERT INTO supervision.number_series (series, year, last_serial)
                VALUES ('SupervisoryOrder', 2026, 1)
                """, Stop);
            await tx.Execute($"""
                INSERT INTO supervision.document
                    (id, kind, title, subject_kind, subject_id, series, year, serial, number, issued_on, issued_at,
                     signed_by, fields, file_sha256)
                VALUES ({id}, 'SupervisoryOrder', '督办单', 'SupervisoryOrder', {id}, 'SupervisoryOrder', 2026, 1,
                        '云教督办〔2026〕1号', '2026-06-15', now(), '姜云霞', jsonb_build_object(), {sha256})
                """, Stop);
            await tx.Execute($"INSERT INTO supervision.pdf_copy (document_id) VALUES ({id})", Stop);
        }, Stop);
        return id;
    }
}
