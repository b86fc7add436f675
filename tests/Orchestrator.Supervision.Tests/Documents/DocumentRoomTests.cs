using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Rights;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Documents;

public sealed class DocumentRoomTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Now = new(2026, 6, 15, 1, 0, 0, TimeSpan.Zero);

    private readonly DocumentRoom room = new(new DefinitionStore(), new RuleBook());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_that_issue_at_once_number_without_gap_and_without_repeat()
    {
        await Begin();
        await using var second = Database.Open(database.ConnectionString);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(place =>
            Issue(place % 2 == 0 ? database.Database : second, fails: place % 5 == 4)));

        Assert.Equal(Enumerable.Range(1, 16).Select(serial => $"试督办〔2026〕{serial}号"), await Numbers(2026));
    }

    [Fact]
    public async Task A_new_sign_stands_in_the_next_number_and_the_serial_goes_on_until_the_year_ends()
    {
        await Begin();
        var change = new ChangeSign(database.Database, await BusinessClock.Open(
            database.Database, new MachineClock(), new Founding(true, Now), Stop));
        Task<Problem?> Change(string sign, Role role) => change.Run(new ChangeSign.Request(
            new Actor.Official(Guid.CreateVersion7(), "姜云霞", [new Post(role, null)]),
            DocumentKind.SupervisoryOrder, sign, "机构更名"), Stop);

        await Issue(database.Database, fails: false);
        Assert.Equal("AU010", (await Change("新督办", Role.CaseOfficer))?.Code);
        Assert.Equal("SU072", (await Change("试督意", Role.OfficeDirector))?.Code);
        Assert.Equal("SU072", (await Change("试〔2026〕", Role.OfficeDirector))?.Code);
        Assert.Null(await Change(" 新督办 ", Role.OfficeDirector));
        await Issue(database.Database, fails: false);
        var next = await database.Database.InTransaction(
            tx => room.Issue(tx, [Order with { IssuedOn = new DateOnly(2027, 1, 4) }], Stop), Stop);

        Assert.Equal(["试督办〔2026〕1号", "新督办〔2026〕2号"], await Numbers(2026));
        Assert.Equal("新督办〔2027〕1号", next[0].Number);
    }

    private Task<IReadOnlyList<string>> Numbers(int year) => database.Database.InTransaction(tx => tx.Query(
        $"SELECT number FROM supervision.document WHERE year = {year} ORDER BY serial", row => row.GetString(0), Stop),
        Stop);

    private async Task Begin()
    {
        await database.Clear(Stop);
        await database.Database.InTransaction(tx => tx.Execute($"""
            INSERT INTO supervision.series_sign (series, version, sign, changed_at, changed_by, reason)
            VALUES ('SupervisoryOrder', 1, '试督办', {Now}, 'system', '建库'),
                   ('SupervisionOpinion', 1, '试督意', {Now}, 'system', '建库')
            """, Stop), Stop);
        await new EnsureStandardRules(database.Database).Run(new RuleChange("system", Now, "建库"), Stop);
    }

    private async Task Issue(Database db, bool fails)
    {
        try
        {
            await db.InTransaction(async tx =>
            {
                await room.Issue(tx, [Order], Stop);
                return fails ? throw new InvalidOperationException("after the number was taken") : 0;
            }, Stop);
        }
        catch (InvalidOperationException) when (fails)
        {
            // The number goes back with the transaction.
        }
    }

    private static DocumentOrder Order => new()
    {
        Kind = DocumentKind.SupervisoryOrder,
        Title = "督办单",
        Subject = new Case
        {
            Id = Guid.CreateVersion7(),
            Kind = CaseKind.SupervisoryOrder,
            CampaignIfAny = Guid.CreateVersion7(),
            Profile = new ProfileVersion("standard", 1),
            Calendar = new CalendarVersion(1),
        },
        Definition = new DefinitionVersion(new DefinitionId("supervisory-order"), 1),
        Fields = Json.Of(Json.Nothing),
        IssuedOn = new DateOnly(2026, 6, 15),
        SignedBy = "姜云霞",
        Now = Now,
    };
}
