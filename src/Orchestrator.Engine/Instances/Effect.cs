using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// Everything the engine may ask of the world. It never does it; it appends to the list, and the turn writes the
/// list in the same transaction as the events. A closed set with one open door: <see cref="Ledger"/>.
/// </summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>
    /// Remember that the instance waits here. No outcome comes back; a later <see cref="Command.Resume"/> does.
    /// </summary>
    public sealed record Wait(BookmarkId Bookmark, ActivityId Activity, Stimulus For) : Effect;

    /// <summary>
    /// Forget a wait that will not be resumed any more, whatever it was for: bookmark, timer and open task go together.
    /// </summary>
    public sealed record Unwait(BookmarkId Bookmark) : Effect;

    /// <summary>Raise an event for waiting and startable workflows; kept until somebody waits for it.</summary>
    public sealed record Publish(
        string EventName, string? CorrelationId, JsonElement Payload, bool OwnInstanceOnly) : Effect;

    /// <summary>Start child instances. The outcome, in the same turn, names them in the order asked.</summary>
    public sealed record StartChildren : Effect
    {
        public required EffectId Id { get; init; }
        public required DefinitionId Definition { get; init; }

        /// <summary>The bookmark that each child's end resumes, or null when nobody waits.</summary>
        public BookmarkId? Bookmark { get; init; }
        public required ImmutableArray<ChildStart> Children { get; init; }

        /// <summary>See <see cref="ParentLink.ToFirstWait"/>.</summary>
        public bool ToFirstWait { get; init; }
    }

    /// <summary>This instance was cancelled: cancel every child of it that still runs.</summary>
    public sealed record CancelChildren(string Reason) : Effect;

    /// <summary>
    /// This instance has ended and its parent waits for it. Becomes an inbox row of the parent: a
    /// <see cref="Command.ChildEnded"/> for the bookmark of the link.
    /// </summary>
    public sealed record TellParent(ParentLink Parent, ChildResult Result) : Effect;

    /// <summary>
    /// The open door for activities that touch our own database. The handler registered for
    /// <paramref name="ActivityType"/> takes a set of these within the turn's transaction; its outcome comes back
    /// as <see cref="Command.Outcome"/> in the same turn.
    /// </summary>
    /// <param name="Id">Names the outcome.</param>
    /// <param name="Bookmark">Already reserved, for handlers that make the activity wait.</param>
    /// <param name="Activity">The activity as drawn.</param>
    /// <param name="ActivityType">The registered type, for instance <c>Supervision.OpenTask</c>.</param>
    /// <param name="Inputs">Evaluated inputs by their PascalCase descriptor name.</param>
    public sealed record Ledger(
        EffectId Id,
        BookmarkId Bookmark,
        ActivityId Activity,
        string ActivityType,
        ImmutableDictionary<string, JsonElement> Inputs) : Effect
    {
        /// <summary>The id of the request of another system that led to it; null where none is known.</summary>
        public string? Request { get; init; }
    }
}

/// <summary>One child to start.</summary>
public sealed record ChildStart(ImmutableDictionary<string, JsonElement> Input, string? CorrelationId);

/// <summary>What a wait is for. The runtime finds the wait again by its kind and key.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "for")]
[JsonDerivedType(typeof(Event), "event")]
[JsonDerivedType(typeof(Time), "time")]
[JsonDerivedType(typeof(Task), "task")]
[JsonDerivedType(typeof(Children), "children")]
[JsonDerivedType(typeof(Ledger), "ledger")]
public abstract record Stimulus
{
    private Stimulus() { }

    /// <summary>An event by name; matched on the name and, where given, the correlation id of the instance.</summary>
    public sealed record Event(string Name) : Stimulus;

    /// <summary>An instant, UTC. Never fires before it.</summary>
    public sealed record Time(DateTimeOffset DueAt) : Stimulus;

    /// <summary>Elsa's RunTask: somebody reports the result of a named task.</summary>
    public sealed record Task(string Name, JsonElement Payload) : Stimulus;

    /// <summary>The end of one or more children, each by <see cref="Command.ChildEnded"/>.</summary>
    public sealed record Children(int Count) : Stimulus;

    /// <summary>
    /// Something a ledger handler keeps in its own tables (an open task of a person, say) and will resume.
    /// With <paramref name="Until"/> the wait also has a timer: at that instant (UTC) it resumes with
    /// <c>{"outcome":"Lapsed"}</c>, unless it was resumed before.
    /// </summary>
    public sealed record Ledger(string Kind, string Key, DateTimeOffset? Until) : Stimulus;
}

/// <summary>What came of an effect that has an <see cref="EffectId"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Waits), "waits")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record EffectOutcome
{
    private EffectOutcome() { }

    /// <summary>The activity completes with these outcomes (none: Done) and outputs.</summary>
    public sealed record Done(
        ImmutableArray<string> Outcomes, ImmutableDictionary<string, JsonElement> Outputs) : EffectOutcome
    {
        public static readonly Done Plain = new([], ImmutableDictionary<string, JsonElement>.Empty);
    }

    /// <summary>
    /// The activity stays: it completes when the reserved bookmark is resumed, with the input's <c>outcome</c>
    /// member as its outcome (absent: Done) and the whole input as output <c>Result</c>.
    /// </summary>
    public sealed record Waits(Stimulus For, ImmutableDictionary<string, JsonElement> Outputs) : EffectOutcome;

    /// <summary>Children exist; their ids in the order asked.</summary>
    public sealed record Started(ImmutableArray<InstanceId> Children) : EffectOutcome;

    /// <summary>The rule refused: an incident with this code and sentence.</summary>
    public sealed record Failed(string Code, string Message) : EffectOutcome;
}
