namespace Orchestrator.Runtime.Intake;

/// <summary>Every bound of what is taken from the mailbox.</summary>
public static class IntakeLimits
{
    /// <summary>Of one message as it came: ten files of evidence would be more, one of the largest is less.</summary>
    public const int MessageBytes = 40 * 1024 * 1024;

    /// <summary>Of the head of a message that is larger: it is recorded, its body is not fetched.</summary>
    public const int HeadBytes = 256 * 1024;

    /// <summary>Messages of one run; the next takes on from there.</summary>
    public const int MessagesPerRun = 50;

    /// <summary>Parts within parts; what lies deeper is not looked at.</summary>
    public const int Depth = 32;

    /// <summary>Parts that are looked at.</summary>
    public const int Parts = 100;

    /// <summary>Files that are handed on; the subject has a rule of its own.</summary>
    public const int Files = 20;

    /// <summary>Characters of text that are kept.</summary>
    public const int Text = 50_000;

    /// <summary>Characters of a name, an address, a subject.</summary>
    public const int Header = 400;

    /// <summary>Ids in In-Reply-To and References, or in a report, that are looked for.</summary>
    public const int Ids = 50;

    /// <summary>Machine time of one run; whatever is left waits for the next.</summary>
    public static readonly TimeSpan OneRun = TimeSpan.FromMinutes(5);
}
