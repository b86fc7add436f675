using System.Text.RegularExpressions;
using Orchestrator.Runtime.Files;
using Orchestrator.Server.Tests.Browser;

namespace Orchestrator.Server.Tests.TaskPages;

/// <summary>The documents behind the link of a unit's mail.</summary>
public sealed partial class LinkDocumentTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unit_reads_the_notice_as_PDF_by_its_link_and_no_document_of_another_case()
    {
        var deeds = new Deeds(server);
        await deeds.Announce("S021");
        await MakeCopies();
        var link = await deeds.Link("S021", "督导通知");

        var page = (await server.Get(link, null, Stop)).Text;
        var pdf = await server.Get(PdfLink().Match(page).Groups[1].Value.Replace("&amp;", "&",
            StringComparison.Ordinal), null, Stop);
        var others = await server.Get($"{link}/pdf?document={Guid.NewGuid()}", null, Stop);
        var guessed = await server.Get("/t/no-such-link/pdf?document=" + Guid.NewGuid(), null, Stop);

        Assert.Equal((200, "application/pdf", "%PDF"), (pdf.Status, pdf.Type, pdf.Text[..4]));
        Assert.Equal((404, 404), (others.Status, guessed.Status));
    }

    /// <summary>As LibreOffice would, whether it is installed here or not.</summary>
    private Task MakeCopies() => server.Database.Database.InTransaction(async tx =>
    {
        var sha256 = await FileStore.Keep(tx, "%PDF-1.7 notice"u8.ToArray(), Stop);
        await tx.Execute(
            $"UPDATE supervision.pdf_copy SET state = 'Made', sha256 = {sha256} WHERE state <> 'Made'", Stop);
    }, Stop);

    [GeneratedRegex("<a href=\"(/t/[^\"]+/pdf[^\"]+)\">PDF</a>")]
    private static partial Regex PdfLink();
}
