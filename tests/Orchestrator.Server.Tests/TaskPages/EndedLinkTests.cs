using System.Text.RegularExpressions;
using Orchestrator.Server.Tests.Browser;

namespace Orchestrator.Server.Tests.TaskPages;

/// <summary>What a link still opens when its task has ended.</summary>
public sealed partial class EndedLinkTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_that_was_signed_for_is_read_behind_its_link_and_not_by_the_contact_that_was()
    {
        var deeds = new Deeds(server);
        await deeds.Announce("S021");
        var link = await deeds.Link("S021", "督导通知");
        await deeds.ByLink("S021", "签收督导通知", ("outcome", "Received"));

        var page = await server.Get(link, null, Stop);
        var document = await server.Get(Document().Match(page.Text).Groups[1].Value, null, Stop);
        var stranger = await server.Get($"{link}/document?document={Guid.NewGuid()}", null, Stop);
        await server.Database.Database.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.unit_contact SET recipient_version = recipient_version + 1 WHERE unit_code = 'S021'
            """, Stop), Stop);
        var revoked = await server.Get(Document().Match(page.Text).Groups[1].Value, null, Stop);

        Assert.Equal((410, 200), (page.Status, document.Status));
        Assert.Contains("officedocument", document.Type, StringComparison.Ordinal);
        Assert.Equal((404, 404), (stranger.Status, revoked.Status));
    }

    [GeneratedRegex("<a href=\"(/t/[^\"]+/document[^\"]+)\">")]
    private static partial Regex Document();
}
