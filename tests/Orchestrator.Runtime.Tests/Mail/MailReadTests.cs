using Npgsql;
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

    [Fact]
    public async Task A_page_and_its_counts_read_a_bounded_part_of_however_many_mails()
    {
        await database.Clear(Stop);
        await database.Database.InTransaction(tx => tx.Execute($"""
            INSERT INTO orchestrator.mail
                (id, key, letter, subject_kind, subject_id, route, recipient_name, recipient_address, shown, subject,
                 queued_at, not_before, state, settled_at)
            SELECT gen_random_uuid(), 'k' || n, 'M-10', 'Obligation', gen_random_uuid(), 0, '', n || '@school.example',
                   {"{}"}::jsonb, 's', moment, moment, CASE n % 10000 WHEN 0 THEN 'Failed' ELSE 'HandedOver' END,
                   moment
            FROM generate_series(1, {3 * MailRead.MostListed}) AS n,
                 LATERAL (SELECT now() + n * interval '1 second') AS one (moment)
            """, Stop), Stop);
        await Analyze();
        var before = await RowsRead();

        var (rows, total) = await database.Database.InTransaction(tx => MailRead.List(tx, All, Stop), Stop);
        var counts = await database.Database.InTransaction(tx => MailRead.Counts(tx, Stop), Stop);

        Assert.Equal((10, MailRead.MostListed), (rows.Count, total));
        Assert.Equal($"{3 * MailRead.MostListed}@school.example", rows[0].Recipient.Address);
        Assert.Equal([("Failed", 3L)], counts);
        Assert.InRange(await RowsRead() - before, 10, MailRead.MostListed + 100);
    }

    private async Task Analyze()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand("VACUUM ANALYZE orchestrator.mail", connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    /// <summary>Rows of mails that PostgreSQL looked at since the database was made.</summary>
    private async Task<long> RowsRead()
    {
        await database.Ask<string>($"SELECT pg_stat_force_next_flush()::text");
        return await database.Ask<long>($"""
            SELECT seq_tup_read + idx_tup_fetch
            FROM pg_stat_user_tables WHERE schemaname = 'orchestrator' AND relname = 'mail'
            """);
    }

    private async Task<IReadOnlyList<string>> Found(MailFilter filter)
    {
        var (rows, total) = await database.Database.InTransaction(tx => MailRead.List(tx, filter, Stop), Stop);
        Assert.Equal(rows.Count, total);
        return [.. rows.Select(mail => mail.Recipient.Address)];
    }
}
