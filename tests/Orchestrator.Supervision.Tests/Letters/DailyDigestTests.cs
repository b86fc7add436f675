using System.IO.Compression;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Tests.Ladder;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Letters;

public sealed class DailyDigestTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Monday0900 = new(2026, 6, 15, 1, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Comes_once_a_working_day_and_not_on_a_Sunday_or_before_half_past_eight()
    {
        var digest = await Furnished();

        await digest.Run(Monday0900.AddDays(-1), Stop);
        await digest.Run(Monday0900.AddHours(-1), Stop);
        Assert.Empty(await Subjects());
        await digest.Run(Monday0900, Stop);
        await digest.Run(Monday0900.AddHours(2), Stop);

        var sent = await Subjects();
        Assert.NotEmpty(sent);
        Assert.Equal(sent.Distinct(), sent);
        Assert.All(sent, mail => Assert.Contains("【每日摘要】督导办—6月15日：今日到期0件，逾期0件", mail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Goes_to_whoever_holds_the_post_that_day_from_its_first_day_to_its_last()
    {
        var digest = await Furnished();
        await database.Database.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.post
            SET valid_from = CASE role WHEN 'CommitteeChair' THEN date '2026-06-16' ELSE '2026-06-15' END,
                valid_to = CASE role WHEN 'OfficeDirector' THEN date '2026-06-16' END,
                role = CASE role WHEN 'CommitteeChair' THEN 'OfficeDirector' ELSE role END
            WHERE role IN ('CommitteeChair', 'OfficeDirector')
            """, Stop), Stop);

        foreach (var days in new[] { 0, 1, 2 })
            await digest.Run(Monday0900.AddDays(days), Stop);

        var (old, next) = ("o02.head@gov.yunze.example.test", "o01.head@gov.yunze.example.test");
        Assert.Equal([old], await Recipients("6月15日"));
        Assert.Equal([next, old], await Recipients("6月16日"));
        Assert.Equal([next], await Recipients("6月17日"));

        async Task<IEnumerable<string>> Recipients(string day) => (await Subjects())
            .Where(mail => mail.Contains($"【每日摘要】督导办—{day}", StringComparison.Ordinal))
            .Select(mail => mail.Split('【')[0]).Where(address => address == old || address == next)
            .Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Says_how_many_are_late_although_it_lists_fifty_of_them()
    {
        await new LateUnit(database, items: 60).Prepare(Stop);

        await (await Published()).Run(Monday0900, Stop);

        Assert.All(await Subjects(), mail => Assert.Contains("逾期60件", mail, StringComparison.Ordinal));
        var text = await Text();
        Assert.Contains("逾期未报（60件）", text, StringComparison.Ordinal);
        Assert.Equal(50, text.Split("期限：2026年5月27日").Length - 1);
        Assert.Contains("其余10件", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_the_mails_that_failed_since_the_last_working_day_and_no_older_ones()
    {
        var digest = await Furnished();
        await Fail("old@school.example", Monday0900.AddDays(-4));
        await Fail("weekend@school.example", Monday0900.AddDays(-2));

        await digest.Run(Monday0900, Stop);

        var text = await Text();
        Assert.Contains("未送达的邮件（1封）", text, StringComparison.Ordinal);
        Assert.Contains("weekend@school.example", text, StringComparison.Ordinal);
        Assert.DoesNotContain("old@school.example", text, StringComparison.Ordinal);
    }

    private Task<int> Fail(string address, DateTimeOffset at) => database.Database.InTransaction(tx => tx.Execute($"""
        INSERT INTO orchestrator.mail (id, key, letter, subject_kind, subject_id, route, recipient_name,
                                       recipient_address, shown, subject, not_before, state, settled_at)
        VALUES ({Guid.CreateVersion7()}, {address}, 'M-10', 'Obligation', {Guid.CreateVersion7()}, 0, '', {address},
                {"{}"}::jsonb, '提醒', {at}, 'Failed', {at})
        """, Stop), Stop);

    /// <summary>The body of one of the day's digests.</summary>
    private async Task<string> Text()
    {
        var content = await database.Database.InTransaction(tx => tx.QueryOne($"""
            SELECT body.content
            FROM orchestrator.mail_body AS body
            JOIN orchestrator.mail ON mail.id = body.mail_id
            WHERE mail.letter = 'M-30'
            LIMIT 1
            """, row => row.GetFieldValue<byte[]>(0), Stop), Stop);
        await using var inflated = new DeflateStream(new MemoryStream(content!), CompressionMode.Decompress);
        return (await JsonDocument.ParseAsync(inflated, cancellationToken: Stop)).RootElement
            .GetProperty("text").GetString()!;
    }

    private async Task<DailyDigest> Furnished()
    {
        await database.Clear(Stop);
        var change = new RuleChange("system", Monday0900, "建库");
        Assert.Empty(await new ImportDistrict(database.Database).Run(DistrictFiles.Sample, change, Stop));
        return await Published();
    }

    private async Task<DailyDigest> Published()
    {
        var campaign = ShippedFolders.All.Single(folder => folder.Id == new DefinitionId("campaign"));
        await database.Database.InTransaction(
            tx => new PublishFolder([]).Run(tx, campaign, "system", Stop), Stop);
        var definitions = new DefinitionStore();
        return new DailyDigest(database.Database, new LetterTemplates(definitions), definitions, new RuleBook());
    }

    private Task<IReadOnlyList<string>> Subjects() => database.Database.InTransaction(tx => tx.Query(
        $"SELECT recipient_address || subject FROM orchestrator.mail", row => row.GetString(0), Stop), Stop);
}
