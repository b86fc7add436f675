namespace Orchestrator.Runtime.Timers;

/// <summary>
/// Calls somebody to drain, on whichever server is free. Quick, and never relied on: a ring that is lost is made up
/// for by the sweep.
/// </summary>
public interface IRing
{
    /// <summary>Something is due at this instant of business time. Asked once per due second, not per timer.</summary>
    void At(DateTimeOffset due);

    /// <summary>Something waits now that the caller's own transaction did not take.</summary>
    void Now();
}

/// <summary>Nobody is called: for callers that drain by themselves.</summary>
public sealed class Silence : IRing
{
    public void At(DateTimeOffset due)
    {
        // Whoever keeps silence asks by himself when something is due.
    }

    public void Now()
    {
        // The same.
    }
}
