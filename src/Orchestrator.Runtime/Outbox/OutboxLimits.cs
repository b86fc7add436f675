namespace Orchestrator.Runtime.Outbox;

/// <summary>Every bound of what leaves after a commit.</summary>
public static class OutboxLimits
{
    /// <summary>Mails that one sender takes at once.</summary>
    public const int Claimed = 50;

    /// <summary>
    /// Mails that are marked, sent and recorded together. A crash leaves at most so many unknown.
    /// </summary>
    public const int HandedOverTogether = 10;

    /// <summary>Claims of one drain; whatever is left waits for the next.</summary>
    public const int RoundsPerDrain = 400;

    /// <summary>Longer than a set can take at worst, so that nobody takes over from a sender that lives.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(20);

    /// <summary>One message, from MAIL to the answer after its last dot.</summary>
    public static readonly TimeSpan OneMessage = TimeSpan.FromSeconds(90);

    /// <summary>After the first try and each that was put off (§15).</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 5, 15, 60, 240 }.Select(n => TimeSpan.FromMinutes(n))];

    /// <summary>A relay that cannot be reached is asked again after so long; the last pause repeats.</summary>
    private static readonly TimeSpan[] RelayPauses = [.. new[] { 1, 2, 5 }.Select(n => TimeSpan.FromMinutes(n))];

    /// <summary>How long to wait after this many tries; null: it was the last.</summary>
    public static TimeSpan? PauseAfter(int tries) => tries <= Pauses.Length ? Pauses[tries - 1] : null;

    public static TimeSpan RelayPauseAfter(int tries) => RelayPauses[Math.Clamp(tries - 1, 0, RelayPauses.Length - 1)];
}
