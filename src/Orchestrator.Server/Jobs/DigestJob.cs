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
public sealed partial class DigestJob(Morning morning, BusinessClock clock, ILogger<DigestJob> log) : IDueWork
{
    public const string Cron = "*/5 * * * *";

    [AutomaticRetry(Attempts = 0)]
    public Task Run(CancellationToken stop) => RunDue(stop);

    /// <summary>A digest is no deadline: who goes on to the next one does not mean the next morning.</summary>
    public bool IsRoutine => true;

    public async Task<DateTimeOffset?> NextAfter(DateTimeOffset now, CancellationToken stop) =>
        await morning.Digest.NextAfter(now, stop);

    public async Task<int> RunDue(CancellationToken stop)
    {
        var now = clock.GetUtcNow();

        // First, so that the morning's letters name whoever is here.
        return await Alone("owners", () => morning.Owners.Run(stop))
            + await Alone("digest", () => morning.Digest.Run(now, stop))
            + await Alone("signatures", () => morning.Signatures.Run(now, stop));
    }

    /// <summary>One part that fails is tried again in five minutes and keeps no other from its work.</summary>
    private async Task<int> Alone(string part, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failed(log, part, failure);
            return 0;
        }
    }

    [LoggerMessage(3005, LogLevel.Error, "The part {Part} of the morning failed; it is tried again in five minutes")]
    private static partial void Failed(ILogger log, string part, Exception failure);
}

/// <summary>What a morning brings.</summary>
public sealed record Morning(OwnerSweep Owners, DailyDigest Digest, WaitingSignatures Signatures);
