using System.Collections.Immutable;
using Orchestrator.Runtime.Mail;

namespace Orchestrator.Runtime.Intake;

public enum IncomingKind { Reply, AutoReply, Bounce, Delay, Other, Unreadable }

/// <summary>A file that came with a message, before anybody believes its name.</summary>
public sealed record IncomingFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>What a report of delivery says of one recipient (RFC 3464), or a plain notice of the same.</summary>
/// <param name="Recipients">As the report names them: the final one and the one we wrote to.</param>
/// <param name="IsFinal">No further try is made; otherwise it is only late.</param>
/// <param name="Said">Status and diagnosis, one line.</param>
public sealed record DeliveryReport(ImmutableArray<string> Recipients, bool IsFinal, string Said);

/// <summary>A message as it was read; every text is bounded and can be stored.</summary>
public sealed record IncomingMail
{
    public required IncomingKind Kind { get; init; }
    public required MailParty Sender { get; init; }
    public required string Subject { get; init; }
    public required string Text { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public string? MessageId { get; init; }

    /// <summary>Ids that it answers or tells about, the nearest first, without brackets.</summary>
    public ImmutableArray<string> About { get; init; } = [];
    public ImmutableArray<IncomingFile> Files { get; init; } = [];
    public ImmutableArray<DeliveryReport> Reports { get; init; } = [];
}

/// <summary>The sent mail that a message is about, and the conversation of its case.</summary>
/// <param name="Mail">Null where only the conversation is known.</param>
/// <param name="Thread">The case.</param>
public readonly record struct MatchedTo(Guid? Mail, Guid Thread);
