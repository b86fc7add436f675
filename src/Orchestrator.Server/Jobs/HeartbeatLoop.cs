using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Jobs;

/// <summary>Says every minute that this server lives (E-18), and keeps its clocks at the database's time.</summary>
public sealed partial class HeartbeatLoop(Database db, BusinessClock clock, ILogger<HeartbeatLoop> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Heartbeat.Interval);
        do
        {
            try
            {
                await Heartbeat.Beat(db, stoppingToken);
                await clock.Synchronise(db, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Missed(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(3001, LogLevel.Warning, "The database did not take the heartbeat; it is tried again in a minute")]
    private static partial void Missed(ILogger log, Exception failure);
}
