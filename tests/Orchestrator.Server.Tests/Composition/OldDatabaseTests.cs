using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>A server that was off for months.</summary>
public sealed class OldDatabaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_months_since_are_there_before_the_first_turn_writes()
    {
        await using var database = await TestDatabase.Create();
        await database.Database.InTransaction(tx => tx.Execute($"""
            DO $$
            DECLARE month regclass;
            BEGIN
                FOR month IN SELECT inhrelid FROM pg_inherits
                             WHERE inhparent = 'orchestrator.journal'::regclass
                               AND inhrelid <> 'orchestrator.journal_other'::regclass LOOP
                    EXECUTE format('DROP TABLE %s', month);
                END LOOP;
            END $$
            """, Stop), Stop);

        await using var district = await RunningDistrict.Open(database);
        var started = await district.Start(new InspectionStory(district, "S021").Request);

        Assert.Empty(started.Problems);
        Assert.Equal("1 of this month, 0 of others", await district.One<string>($"""
            SELECT count(*) FILTER (WHERE tableoid::regclass::text
                       = 'orchestrator.journal_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM'))
                   || ' of this month, '
                   || count(*) FILTER (WHERE tableoid = 'orchestrator.journal_other'::regclass) || ' of others'
            FROM orchestrator.journal
            """));
    }
}
