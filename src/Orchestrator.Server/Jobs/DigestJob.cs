using Hangfire;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Timers;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Owners;

namespace Orchestrator.Server.Jobs;

/// <summary>
/// Asks every five minutes whether the morning's digest is due by the business clock: a server that was down at 08:30
/// sends it when it is back. Before it, what belongs to people who are away goes to whoever stands in. The walk of the
/// training clock stops at every morning, so that each gets its own.
/// </summary>
public sealed class DigestJob(
    OwnerSweep owners, DailyDigest digest, WaitingSignatures signatures, BusinessClock clock) : IDueWork
{
    public const string Cron = "*/5 * * * *";

    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => RunDue(stop);

    /// <summary>A digest is no deadline: who goes on to the next one does not mean the next morning.</summary>
    public bool IsRoutine => true;

    public async Task<DateTimeOffset?> NextAfter(DateTimeOffset now, CancellationToken stop) =>
        await digest.NextAfter(now, stop);

    public async Task<int> RunDue(CancellationToken stop)
    {
        var now = clock.GetUtcNow();

        // First, so that the morning's letters name whoever is here.
        var handedOver = await owners.Run(stop);
        return handedOver + await digest.Run(now, stop) + await signatures.Run(now, stop);
    }
}
