using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Documents;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Documents;

public sealed class DocumentRoomTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Now = new(2026, 6, 15, 1, 0, 0, TimeSpan.Zero);

    private readonly DocumentRoom room = new(new DefinitionStore());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_that_issue_at_once_number_without_gap_and_without_repeat()
    {
        await database.Clear(Stop);
        await using var second = Database.Open(database.ConnectionString);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(place =>
            Issue(place % 2 == 0 ? database.Database : second, fails: place % 5 == 4)));

        var numbers = await database.Database.InTransaction(tx => tx.Query(
            $"SELECT number FROM supervision.document ORDER BY serial", row => row.GetString(0), Stop), Stop);
        Assert.Equal(Enumerable.Range(1, 16).Select(serial => $"云教督办〔2026〕{serial}号"), numbers);
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
            Campaign = Guid.CreateVersion7(),
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
