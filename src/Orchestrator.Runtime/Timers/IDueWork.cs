namespace Orchestrator.Runtime.Timers;

/// <summary>
/// What business time sets off beside the timers of instances: mails that were held until the morning, a daily
/// digest. The walk of the training clock stops at its instants, as a live clock passes them.
/// </summary>
public interface IDueWork
{
    /// <summary>True for what every day brings: the walk stops for it, nobody waits for it.</summary>
    bool IsRoutine => false;

    /// <summary>The next instant after this one at which there is something to do; null: none is planned.</summary>
    Task<DateTimeOffset?> NextAfter(DateTimeOffset now, CancellationToken stop);

    /// <summary>Does what is due, and says how much that was: nothing means quiet.</summary>
    Task<int> RunDue(CancellationToken stop);
}
