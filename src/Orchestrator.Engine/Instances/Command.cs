using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// Everything an instance can be asked to do. Each has a stored form that never changes its meaning, because the
/// journal keeps it and a replay reads it back.
/// </summary>
public abstract record Command
{
    private Command() { }

    /// <summary>Begins the instance. Accepted only as its first command.</summary>
    public sealed record Start : Command
    {
        public required InstanceId Instance { get; init; }
        public required DefinitionVersion Definition { get; init; }
        public ImmutableDictionary<string, JsonElement> Input { get; init; } =
            ImmutableDictionary<string, JsonElement>.Empty;
        public string? CorrelationId { get; init; }

        /// <summary>
        /// The trigger activity that was hit, where a stimulus rather than a caller started the instance.
        /// </summary>
        public ActivityId? Trigger { get; init; }
        public ParentLink? Parent { get; init; }
    }

    /// <summary>A stimulus arrived at a bookmark: an event's payload, a task's answer, nothing for a timer.</summary>
    public sealed record Resume(BookmarkId Bookmark, JsonElement Input) : Command;

    /// <summary>The outcome of an effect that this instance asked for earlier in the same turn.</summary>
    public sealed record Outcome(EffectId Effect, EffectOutcome Result) : Command;

    /// <summary>A child that this instance waits for has ended.</summary>
    public sealed record ChildEnded(BookmarkId Bookmark, ChildResult Child) : Command;

    /// <summary>Ends the instance with sub-status Cancelled; all its waits are taken back.</summary>
    public sealed record Cancel(string Reason) : Command;

    /// <summary>Runs the faulted activity of one incident again.</summary>
    public sealed record Retry(ActivityInstanceId Faulted) : Command;

    /// <summary>
    /// The turn itself could not be decided (a poisoned instance): the exception becomes an incident.
    /// </summary>
    public sealed record Park(string Code, string Message) : Command;
}

/// <summary>Where a child reports to: the bookmark of the activity that waits for it.</summary>
public sealed record ParentLink(InstanceId Parent, BookmarkId? Bookmark);

/// <summary>How a child ended, as its parent sees it.</summary>
public sealed record ChildResult(
    InstanceId Child, InstanceSubStatus SubStatus, ImmutableDictionary<string, JsonElement> Output);
