namespace Orchestrator.Runtime.Clocks;

/// <summary>
/// The machine's time for leases, retries and rate limits, UTC. Steered by the database, so that servers agree: the
/// host's own clock is asked only until the first <see cref="Steer"/>, and a host clock that jumps changes nothing.
/// </summary>
public sealed class MachineClock : TimeProvider
{
    private volatile Anchor anchor = new(System.GetUtcNow(), System.GetTimestamp());

    public override DateTimeOffset GetUtcNow()
    {
        var (utc, timestamp) = anchor;
        return utc + System.GetElapsedTime(timestamp);
    }

    /// <summary>Takes over the time that the database just answered.</summary>
    internal void Steer(DateTimeOffset utc) => anchor = new Anchor(utc, System.GetTimestamp());

    /// <summary>A moment of the database's time and the monotonic counter at that moment.</summary>
    private sealed record Anchor(DateTimeOffset Utc, long Timestamp);
}
