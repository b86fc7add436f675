using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Letters;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Letters;

public sealed class DailyDigestTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Monday0900 = new(2026, 6, 15, 1, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Comes_once_a_working_day_and_not_on_a_Sunday_or_before_half_past_eight()
    {
        var change = new RuleChange("system", Monday0900, "建库");
        Assert.Empty(await new ImportDistrict(database.Database).Run(DistrictFiles.Sample, change, Stop));
        var campaign = ShippedFolders.All.Single(folder => folder.Id == new DefinitionId("campaign"));
        await database.Database.InTransaction(
            tx => new PublishFolder([]).Run(tx, campaign, "system", Stop), Stop);
        var definitions = new DefinitionStore();
        var digest = new DailyDigest(
            database.Database, new LetterTemplates(definitions), definitions, new RuleBook());

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

    private Task<IReadOnlyList<string>> Subjects() => database.Database.InTransaction(tx => tx.Query(
        $"SELECT recipient_address || subject FROM orchestrator.mail", row => row.GetString(0), Stop), Stop);
}
