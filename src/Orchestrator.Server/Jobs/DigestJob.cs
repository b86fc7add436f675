using Hangfire;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Server.Jobs;

/// <summary>
/// Asks every five minutes whether the morning's digest is due by the business clock: a server that was down at 08:30
/// sends it when it is back, and a training clock that was moved gets its day's.
/// </summary>
public sealed class DigestJob(DailyDigest digest, BusinessClock clock)
{
    public const string Cron = "*/5 * * * *";

    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => digest.Run(clock.GetUtcNow(), stop);
}
