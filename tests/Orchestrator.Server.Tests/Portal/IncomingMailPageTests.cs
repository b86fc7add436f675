using Orchestrator.Server.Tests.Api;

namespace Orchestrator.Server.Tests.Portal;

/// <summary>来信 shows what anybody may have written, and 异常 that the mailbox cannot be read.</summary>
public sealed class IncomingMailPageTests(LiveServer server) : IClassFixture<LiveServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_came_is_listed_with_what_was_done_and_its_markup_is_only_text()
    {
        var administrator = new Visitor(server, 1);
        await administrator.SignIn(LiveServer.Administrator);
        await server.Database.Database.InTransaction(tx => tx.Execute($"""
            INSERT INTO orchestrator.incoming_mail (id, mailbox, uid_validity, uid, digest, marked, kind,
                sender_name, sender_address, subject, content, outcome)
            SELECT gen_random_uuid(), 'a@b', 1, n, int4send(n), false, CASE n WHEN 1 THEN 'Reply' ELSE 'Other' END,
                   '<script>name', 'a@b.cn', 'S' || n || '<script>subject', '<script>text', '办了'
            FROM generate_series(1, 60) AS n
            """, Stop), Stop);

        var first = (await administrator.Get("/incoming-mails")).Text;
        var second = (await administrator.Get("/incoming-mails?p=2")).Text;
        var replies = (await administrator.Get("/incoming-mails?s=Reply")).Text;

        Assert.DoesNotContain("<script>name", first, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>subject", first, StringComparison.Ordinal);
        Assert.Contains("办了", first, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;subject", second, StringComparison.Ordinal);
        Assert.Contains("S1&lt;script&gt;", replies, StringComparison.Ordinal);
        Assert.DoesNotContain("S2&lt;script&gt;", replies, StringComparison.Ordinal);
        var one = await server.Database.Database.InTransaction(tx => tx.QueryOne(
            $"SELECT id FROM orchestrator.incoming_mail WHERE kind = 'Reply'", row => row.GetGuid(0), Stop), Stop);
        var page = (await administrator.Get($"/incoming-mails/{one}")).Text;
        Assert.Contains("&lt;script&gt;text", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>text", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_read_stands_on_the_page_of_incidents()
    {
        var administrator = new Visitor(server, 2);
        await administrator.SignIn(LiveServer.Administrator);
        Assert.DoesNotContain("RT221", (await administrator.Get("/incidents")).Text, StringComparison.Ordinal);

        await server.Database.Database.InTransaction(tx => tx.Execute($"""
            INSERT INTO orchestrator.intake (mailbox, down_since, reason)
            VALUES ('a@b', now(), '请检查Intake__Password')
            """, Stop), Stop);

        var page = (await administrator.Get("/incidents")).Text;
        Assert.Contains("RT221", page, StringComparison.Ordinal);
        Assert.Contains("Intake__Password", page, StringComparison.Ordinal);
    }
}
