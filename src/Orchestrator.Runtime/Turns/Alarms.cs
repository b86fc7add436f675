namespace Orchestrator.Runtime.Turns;

/// <summary>
/// When somebody must drain: the distinct due seconds of the timers that this transaction wrote. A note of the
/// transaction, rung after its commit. Losing it is harmless: the sweep finds what is due.
/// </summary>
public sealed class Alarms
{
    private readonly HashSet<DateTimeOffset> seconds = [];

    /// <summary>Each the first whole second at which nothing of its timers would be early.</summary>
    public IReadOnlyCollection<DateTimeOffset> Seconds => seconds;

    public void Add(DateTimeOffset due)
    {
        var whole = due.AddTicks(-(due.Ticks % TimeSpan.TicksPerSecond));
        seconds.Add(whole == due ? due : whole.AddSeconds(1));
    }
}
