using Orchestrator.Runtime.Clocks;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Api;

/// <summary>A database that was founded as live: what belongs to training is not there.</summary>
public sealed class LiveDistrictTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_live_district_moves_no_clock_and_lists_nobody_for_whom_mail_may_leave()
    {
        await using var database = await TestDatabase.Create();
        await BusinessClock.Open(
            database.Database, new MachineClock(), new Founding(Training: false, BeginsAt: null), Stop);
        var change = new RuleChange("system", DateTimeOffset.UnixEpoch, "建库");
        Assert.Empty(await new ImportDistrict(database.Database).Run(DistrictFiles.Sample, change, Stop));
        await using var server = new LiveServer { Shared = database, IsTraining = false };
        await server.InitializeAsync();
        var token = await server.TokenOf(LiveServer.Administrator, Stop);

        var allowed = await server.Post("/api/v1/mail/allowed", new { pattern = "@b.test" }, token, Stop);
        var removed = await server.Send(HttpMethod.Delete, "/api/v1/mail/allowed/@b.test", null, token, Stop);
        var moved = await server.Post("/api/v1/training/clock", new { to = "2199-01-01T00:00:00Z" }, token, Stop);

        Assert.Equal((409, "AP011"), (allowed.Status, allowed.Code));
        Assert.Equal((409, "AP011"), (removed.Status, removed.Code));
        Assert.Equal((409, "RT008"), (moved.Status, moved.Code));
    }
}
