namespace Orchestrator.Runtime.Turns;

/// <summary>Every bound of the turn.</summary>
public static class TurnLimits
{
    /// <summary>Instances of one transaction: the knee of the curve, and one poisoned instance costs little.</summary>
    public const int Batch = 200;

    /// <summary>
    /// Instances that follow within a caller's own transaction. What is more waits for the drain, so that a person
    /// does not wait for ten thousand children.
    /// </summary>
    public const int FollowersPerAdvance = 200;

    /// <summary>
    /// Rounds of effects in one turn. A loop over domain activities that never waits ends here.
    /// </summary>
    public const int Rounds = 1_000;

    /// <summary>
    /// Batches of one drain, after which it gives way and asks to be called again: work that makes itself anew for
    /// ever keeps no worker for ever.
    /// </summary>
    public const int BatchesPerDrain = 200;

    /// <summary>
    /// Batches of one drain that others may spoil: a deadlock, a lost connection, a turn between lock and read.
    /// </summary>
    public const int DisturbedBatches = 10;

    /// <summary>
    /// So long before the last match, kept events are matched again: far longer than any transaction lasts.
    /// </summary>
    public static readonly TimeSpan RecentEvents = TimeSpan.FromMinutes(10);
}
