using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Tests.Composition;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Crashes;

/// <summary>A server that was away while things fell due (E-18), and is started again.</summary>
public sealed class OutageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_outage_the_notice_comes_late_and_the_order_by_the_working_days_it_touched_later()
    {
        await using var database = await TestDatabase.Create();
        await ToTheDueDate(database);
        await using var server = new LiveServer { Shared = database };
        await server.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        Task<Answer> Walk(DateTimeOffset to) => server.Post("/api/v1/training/clock", new { to }, token, Stop);

        // Due on 05-27; the notice would have come on 05-28, the order on 06-01 at nine.
        await server.Kill();
        await Pass(database, RunningDistrict.At(6, 1, 10));
        await server.Revive();
        Assert.Equal(200, (await Walk(RunningDistrict.At(6, 1, 11))).Status);

        Assert.Equal("1 notices, 0 orders", await Escalated(database));
        Assert.Equal(200, (await Walk(RunningDistrict.At(6, 4, 18))).Status);
        Assert.Equal("1 notices, 0 orders", await Escalated(database));

        // 05-27, 05-28, 05-29 and 06-01 were touched: four working days.
        Assert.Equal(200, (await Walk(RunningDistrict.At(6, 5, 10))).Status);
        Assert.Equal("1 notices, 1 orders", await Escalated(database));
        Assert.Empty(await Histories.Flaws(database.Database, Stop));
    }

    [Fact]
    public async Task A_stop_of_less_than_an_hour_changes_nothing()
    {
        await using var database = await TestDatabase.Create();
        await ToTheDueDate(database);
        await using var server = new LiveServer { Shared = database };
        await server.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Administrator, Stop);
        Task<Answer> Walk(DateTimeOffset to) => server.Post("/api/v1/training/clock", new { to }, token, Stop);
        Assert.Equal(200, (await Walk(RunningDistrict.At(6, 1, 8).AddMinutes(30))).Status);

        await server.Kill();
        await Pass(database, RunningDistrict.At(6, 1, 9).AddMinutes(15));
        await server.Revive();
        Assert.Equal(200, (await Walk(RunningDistrict.At(6, 1, 10))).Status);

        Assert.Equal("1 notices, 1 orders", await Escalated(database));
    }

    /// <summary>One school with one item that is due on this day, 2026-05-27.</summary>
    private static async Task ToTheDueDate(TestDatabase database)
    {
        await using var district = await RunningDistrict.Open(database);
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 27, 10));
    }

    /// <summary>Time passes, and nobody lives who could say so.</summary>
    private static async Task Pass(TestDatabase database, DateTimeOffset to)
    {
        var silence = await database.Database.InTransaction(tx => tx.QueryOne(
            $"SELECT {to} - orchestrator.business_now()", row => row.GetTimeSpan(0), Stop), Stop);
        var clock = await BusinessClock.Open(database.Database, new MachineClock(), new Founding(null, null), Stop);
        Assert.Null(await clock.Move(database.Database, to, Stop));
        await database.Database.InTransaction(
            tx => tx.Execute($"UPDATE orchestrator.heartbeat SET at = at - {silence}", Stop), Stop);
    }

    private static Task<string?> Escalated(TestDatabase database) => database.Database.InTransaction(
        tx => tx.QueryOne($"""
        SELECT (SELECT count(DISTINCT subject_id) FROM orchestrator.mail WHERE letter = 'M-15') || ' notices, '
               || (SELECT count(*) FROM supervision.supervisory_order) || ' orders'
        """, row => row.GetString(0), Stop), Stop);
}
