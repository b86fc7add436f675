namespace Orchestrator.Runtime.Http;

/// <summary>Every bound of what processes ask of other systems, and of what other systems ask of them.</summary>
public static class HttpLimits
{
    /// <summary>Calls that one server carries side by side.</summary>
    public const int Claimed = 8;

    /// <summary>Claims of one drain; whatever is left waits for the next.</summary>
    public const int RoundsPerDrain = 2_000;

    /// <summary>UTF-8 bytes of what is sent, headers included.</summary>
    public const int MostRequestBytes = 1024 * 1024;

    /// <summary>Bytes of an answer that becomes a value of the process.</summary>
    public const int MostAnswerBytes = 256 * 1024;

    /// <summary>Bytes of the headers that a process writes into its own answer, names included.</summary>
    public const int MostWrittenHeaderBytes = 8 * 1024;

    /// <summary>Bytes of an answer that is kept as a file.</summary>
    public const int MostFileBytes = 16 * 1024 * 1024;

    /// <summary>Kilobytes of the headers of an answer.</summary>
    public const int MostHeaderKilobytes = 32;

    /// <summary>Redirections that are followed; the next one is the answer.</summary>
    public const int Redirections = 5;

    /// <summary>Tries of one call, those of a server that died included.</summary>
    public const int Tries = 6;

    /// <summary>Longer than one call can take at worst, so that nobody takes over from a sender that lives.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>How long a call that was just asked waits at most beside one that is under way.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Until the other side has taken the connection.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan[] Pauses =
        [.. new[] { 5, 30, 120, 600, 1800 }.Select(n => TimeSpan.FromSeconds(n))];

    /// <summary>How long to wait after this many tries; null: it was the last.</summary>
    public static TimeSpan? PauseAfter(int tries) => tries <= Pauses.Length ? Pauses[tries - 1] : null;
}
