namespace Orchestrator.Runtime.Outbox;

/// <summary>How one try to hand something over ended.</summary>
public abstract record HandOver
{
    private HandOver() { }

    /// <summary>What the other side said, or what went wrong, in one line.</summary>
    public required string Reply { get; init; }

    /// <summary>The other side took it.</summary>
    public sealed record Taken : HandOver;

    /// <summary>Not now (4xx, a dropped connection): tried again by the schedule.</summary>
    public sealed record PutOff : HandOver;

    /// <summary>Never (5xx): not tried again.</summary>
    public sealed record Refused : HandOver;

    /// <summary>The answer was lost after the last byte had left: it may have been taken. Never tried again by
    /// itself.</summary>
    public sealed record Unknown : HandOver;

    /// <summary>It was not offered, because the other side could not be reached at all. Counts as no try.</summary>
    public sealed record NotOffered : HandOver
    {
        /// <summary>We are shutting down: that says nothing about the other side.</summary>
        public bool IsOurDoing { get; init; }
    }
}
