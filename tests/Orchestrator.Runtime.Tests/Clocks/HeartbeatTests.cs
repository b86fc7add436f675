using Orchestrator.Runtime.Clocks;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Clocks;

public sealed class HeartbeatTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_hour_of_silence_is_an_outage_and_a_minute_less_is_none()
    {
        Assert.Null(await Heartbeat.Beat(database.Database, Stop));
        await SilentFor(TimeSpan.FromMinutes(59));
        Assert.Null(await Heartbeat.Beat(database.Database, Stop));

        await SilentFor(TimeSpan.FromMinutes(61));
        var outage = await Heartbeat.Beat(database.Database, Stop);

        Assert.NotNull(outage);
        Assert.InRange(outage.EndedAt - outage.BeganAt, TimeSpan.FromMinutes(61), TimeSpan.FromMinutes(62));
        var touched = await database.Database.InTransaction(
            tx => Heartbeat.Outages(tx, outage.EndedAt, outage.EndedAt.AddDays(1), Stop), Stop);
        Assert.Equal([outage], touched);
    }

    private Task<int> SilentFor(TimeSpan silence) => database.Database.InTransaction(
        tx => tx.Execute($"UPDATE orchestrator.heartbeat SET at = statement_timestamp() - {silence}", Stop), Stop);
}
