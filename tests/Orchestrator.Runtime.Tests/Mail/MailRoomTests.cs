using Orchestrator.Runtime.Mail;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

public sealed class MailRoomTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_queued_once_in_one_set_and_ever_after()
    {
        await database.Clear(Stop);

        await Queue(Letters.To("a", key: "k"), Letters.To("b", key: "k"), Letters.To("c", key: "other"));
        await Queue(Letters.To("a", key: "k"), Letters.To("d", key: "new"));

        Assert.Equal((3, 3), await Counts());
    }

    [Fact]
    public async Task A_set_is_one_statement_whatever_it_holds()
    {
        await database.Clear(Stop);
        var mails = Enumerable.Range(0, 500).Select(n => Letters.To($"u{n}")).ToArray();

        var statements = await database.Database.InTransaction(async tx =>
        {
            await MailRoom.Queue(tx, mails, Stop);
            return tx.Statements;
        }, Stop);

        Assert.Equal(1, statements);
        Assert.Equal((500, 500), await Counts());
    }

    [Theory]
    [InlineData("一行\r\nBcc: all@example.org")]
    [InlineData("一行\n二行")]
    [InlineData("空\0字符")]
    [InlineData("半个字符")]
    public async Task A_line_break_never_reaches_a_header(string text)
    {
        text = text.Replace("半个字符", "\ud842", StringComparison.Ordinal);
        var mail = Letters.To("x");
        foreach (var hostile in (OutgoingMail[])[
            mail with { Subject = text },
            mail with { Recipient = mail.Recipient with { Name = text } },
            mail with { Recipient = mail.Recipient with { Address = $"a@b.cn{text}" } },
            mail with { ShownCc = [new MailParty(text, "a@b.cn")] },
            mail with { ShownTo = [new MailParty("甲", $"a@b.cn>{text}")] },
            mail with { Key = text },
        ])
        {
            var refused = await Assert.ThrowsAsync<MailRefusedException>(() => Queue(hostile));
            Assert.Equal("RT210", refused.Problem.Code);
        }
    }

    [Fact]
    public async Task A_body_that_no_mailbox_would_like_is_refused()
    {
        var refused = await Assert.ThrowsAsync<MailRefusedException>(() =>
            Queue(Letters.To("x") with { Text = new string('长', 60_000) }));

        Assert.Equal("RT211", refused.Problem.Code);
    }

    private Task Queue(params OutgoingMail[] mails) =>
        database.Database.InTransaction(tx => MailRoom.Queue(tx, mails, Stop), Stop);

    private Task<(long, long)> Counts() => database.Database.InTransaction(tx => tx.QueryOne(
        $"SELECT (SELECT count(*) FROM orchestrator.mail), (SELECT count(*) FROM orchestrator.mail_body)",
        row => (row.GetInt64(0), row.GetInt64(1)), Stop), Stop);
}
