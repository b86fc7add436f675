using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// Everything an instance can be asked to do. Each has a stored form that never changes its meaning, because the
/// journal keeps it and a replay reads it back.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(MoveWait), "move-wait")]
[JsonDerivedType(typeof(Outcome), "outcome")]
[JsonDerivedType(typeof(ChildEnded), "child-ended")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(Retry), "retry")]
[JsonDerivedType(typeof(Park), "park")]
[JsonDerivedType(typeof(Operate), "operate")]
public abstract record Command
{
    private Command() { }

    /// <summary>Begins the instance. Accepted only as its first command.</summary>
    public sealed record Start : Command
    {
        public required InstanceId Instance { get; init; }
        public required DefinitionVersion Definition { get; init; }
        public ImmutableDictionary<string, JsonElement> Input { get; init => field = value.OrEmpty(); } = Json.Nothing;
        public string? CorrelationId { get; init; }

        /// <summary>
        /// The trigger activity that was hit, where a stimulus rather than a caller started the instance.
        /// </summary>
        public ActivityId? Trigger { get; init; }

        /// <summary>What hit the trigger: an event's payload. Null when nothing came with it.</summary>
        public JsonElement? Payload { get; init; }
        public ParentLink? Parent { get; init; }
    }

    /// <summary>
    /// A stimulus arrived at a bookmark: an event's payload, a task's answer, nothing for a timer. Accepted, it uses
    /// the wait up: no <see cref="Effect.Unwait"/> follows for it.
    /// </summary>
    public sealed record Resume(BookmarkId Bookmark, JsonElement Input) : Command;

    /// <summary>
    /// A wait for an instant, or one that lapses at one, gets another (UTC). It goes on waiting: nothing else happens.
    /// </summary>
    public sealed record MoveWait(BookmarkId Bookmark, DateTimeOffset Until) : Command;

    /// <summary>
    /// The outcome of an effect that this instance asked for earlier in the same turn. Rejected with RT104 when an
    /// earlier outcome of the same round cancelled the activity that asked: nothing is to be done then, because that
    /// decision also took back the reserved wait.
    /// </summary>
    public sealed record Outcome(EffectId Effect, EffectOutcome Result) : Command;

    /// <summary>A child that this instance waits for has ended.</summary>
    public sealed record ChildEnded(BookmarkId Bookmark, ChildResult Child) : Command;

    /// <summary>Ends the instance with sub-status Cancelled; all its waits are taken back.</summary>
    public sealed record Cancel(string Reason) : Command;

    /// <summary>Runs the faulted activity of one incident again; 0 takes a parked instance back.</summary>
    public sealed record Retry(ActivityInstanceId Faulted) : Command
    {
        /// <summary>Who wants it tried again; null in histories from before this was kept.</summary>
        public By? By { get; init; }
    }

    /// <summary>A person moves the instance by hand. RT180 to RT188 say why it is rejected.</summary>
    public sealed record Operate(By By, Operation What) : Command
    {
        /// <summary>
        /// The <see cref="InstanceState.Sequence"/> that the person saw: RT181 where more has happened since. Null:
        /// whatever happened.
        /// </summary>
        public long? Seen { get; init; }
    }

    /// <summary>
    /// The turn itself could not be decided (a poisoned instance): the exception becomes an incident.
    /// </summary>
    public sealed record Park(string Code, string Message) : Command;
}

/// <summary>Where a child reports to.</summary>
/// <param name="Parent">The parent instance.</param>
/// <param name="Bookmark">The bookmark of the activity that waits for it, or null when nobody does.</param>
/// <param name="Ordinal">Its place among the children of one effect, from 0: so its end is counted once.</param>
public sealed record ParentLink(InstanceId Parent, BookmarkId? Bookmark, int Ordinal = 0)
{
    /// <summary>The parent goes on as soon as the child waits for something; the end is not told then.</summary>
    public bool ToFirstWait { get; init; }
}

/// <summary>How a child ended, as its parent sees it.</summary>
public sealed record ChildResult(InstanceId Child, InstanceSubStatus SubStatus, int Ordinal = 0)
{
    public ImmutableDictionary<string, JsonElement> Output { get; init => field = value.OrEmpty(); } = Json.Nothing;
}
