using System.Collections.Immutable;

namespace Orchestrator.Runtime.Mail;

/// <summary>Somebody on a mail.</summary>
/// <param name="Name">As shown; may be empty.</param>
/// <param name="Address">Already checked for line breaks.</param>
public sealed record MailParty(string Name, string Address);

/// <summary>One message to one recipient. The headers show everybody it goes to; each has a row of their own.</summary>
public sealed record OutgoingMail
{
    /// <summary>Where a body holds this, the hand-over puts the link of the task; the stored mail keeps it.</summary>
    public const string LinkPlaceholder = "{{task-link}}";

    /// <summary>(event, object, level, recipient, date): the same key is queued once, for ever (§15).</summary>
    public required string Key { get; init; }

    /// <summary>M-02 and so on.</summary>
    public required string Letter { get; init; }
    public required MailParty Recipient { get; init; }
    public required ImmutableArray<MailParty> ShownTo { get; init; }
    public ImmutableArray<MailParty> ShownCc { get; init; } = [];
    public required string Subject { get; init; }
    public required string Text { get; init; }
    public required string Html { get; init; }

    /// <summary>The object it is about: kind and id as in <c>open_task</c>.</summary>
    public required string SubjectKind { get; init; }
    public required Guid SubjectId { get; init; }

    /// <summary>The case whose mails a mailbox shows as one conversation; null: the object's own.</summary>
    public Guid? Thread { get; init; }

    /// <summary>The task whose link this recipient gets; null for a copy without a link.</summary>
    public Guid? Task { get; init; }

    /// <summary>Which address of the chain of E-09: 0 the recipient's own, 1 the head's, 2 the department's.</summary>
    public int Route { get; init; }

    /// <summary>Business time, UTC, before which it does not leave (quiet hours).</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Leaves in quiet hours too; any other mail waits for their end, also after a try that failed.</summary>
    public bool IsUrgent { get; init; }
}

/// <summary>A stored mail as the domain sees it when something came of it.</summary>
public sealed record MailFact
{
    public required Guid Id { get; init; }
    public required string Letter { get; init; }
    public required string SubjectKind { get; init; }
    public required Guid SubjectId { get; init; }
    public Guid? Task { get; init; }
    public required MailParty Recipient { get; init; }
    public int Route { get; init; }

    /// <summary>What the server said; null while nothing went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
