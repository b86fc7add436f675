using Orchestrator.Runtime.Mail;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Mail;

public sealed class MailReadTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly MailFilter All = new("%", [], 0, 10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_mail_is_in_the_list_and_is_found_by_recipient_subject_letter_or_state()
    {
        await database.Clear(Stop);
        await database.Database.InTransaction(tx => MailRoom.Queue(
            tx, [Letters.To("first"), Letters.To("second") with { Letter = "M-15", Subject = "【逾期告知】" }], Stop), Stop);
        await database.Database.InTransaction(tx => tx.Execute($"""
            UPDATE orchestrator.mail SET state = 'Failed', settled_at = now()
            WHERE recipient_address LIKE 'first%'
            """, Stop), Stop);

        Assert.Equal(2, (await Found(All)).Count);
        Assert.Equal(["first@school.example"], await Found(All with { Pattern = "%FIRST@%" }));
        Assert.Equal(["second@school.example"], await Found(All with { Pattern = "%逾期%" }));
        Assert.Equal(["second@school.example"], await Found(All with { Pattern = "%m-15%" }));
        Assert.Equal(["first@school.example"], await Found(All with { States = ["Unknown", "Failed"] }));
        Assert.Equal(["second@school.example"], await Found(All with { States = ["Queued"] }));
    }

    [Fact]
    public async Task A_page_of_the_list_says_how_long_the_list_is()
    {
        await database.Clear(Stop);
        await database.Database.InTransaction(tx => MailRoom.Queue(
            tx, [.. Enumerable.Range(0, 5).Select(one => Letters.To($"u{one}"))], Stop), Stop);

        var (rows, total) = await database.Database.InTransaction(
            tx => MailRead.List(tx, All with { Skip = 3, Take = 3 }, Stop), Stop);

        Assert.Equal((2, 5), (rows.Count, total));
    }

    private async Task<IReadOnlyList<string>> Found(MailFilter filter)
    {
        var (rows, total) = await database.Database.InTransaction(tx => MailRead.List(tx, filter, Stop), Stop);
        Assert.Equal(rows.Count, total);
        return [.. rows.Select(mail => mail.Recipient.Address)];
    }
}
