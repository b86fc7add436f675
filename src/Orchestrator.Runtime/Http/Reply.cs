using System.Collections.Immutable;

namespace Orchestrator.Runtime.Http;

/// <summary>How one try of a call ended.</summary>
internal abstract record Reply
{
    private Reply() { }

    /// <summary>The other side answered, with whatever status.</summary>
    public sealed record Answered(int Status, byte[] Content) : Reply
    {
        /// <summary>Headers of the message, not of its content.</summary>
        public required ImmutableDictionary<string, ImmutableArray<string>> Headers { get; init; }
        public required ImmutableDictionary<string, ImmutableArray<string>> ContentHeaders { get; init; }

        /// <summary>Without parameters; null where none was said.</summary>
        public string? MediaType { get; init; }
        public string? Charset { get; init; }
        public string? FileName { get; init; }
    }

    /// <summary>No connection came about, or it broke. A <paramref name="Code"/> says that no try will help.</summary>
    public sealed record NotConnected(string Message, string? Code = null) : Reply;

    /// <summary>Nothing, or not all, was answered in time.</summary>
    public sealed record TimedOut(string Message) : Reply;

    /// <summary>The other side answered something that cannot be kept: a person has to look.</summary>
    public sealed record Unusable(string Code, string Message) : Reply;
}
