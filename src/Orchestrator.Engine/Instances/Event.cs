using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// Everything that can have happened to an instance. Stored for ever: a kind keeps its name and its members keep
/// their meaning; a change of meaning is a new kind. One stored sample of each is kept under the tests.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(InstanceStarted), "instance-started")]
[JsonDerivedType(typeof(ActivityStarted), "activity-started")]
[JsonDerivedType(typeof(ActivityCompleted), "activity-completed")]
[JsonDerivedType(typeof(ActivityCanceled), "activity-canceled")]
[JsonDerivedType(typeof(ActivityFaulted), "activity-faulted")]
[JsonDerivedType(typeof(InputsRead), "inputs-read")]
[JsonDerivedType(typeof(OutputsRecorded), "outputs-recorded")]
[JsonDerivedType(typeof(Forgotten), "forgotten")]
[JsonDerivedType(typeof(BookmarkCreated), "bookmark-created")]
[JsonDerivedType(typeof(BookmarkBurned), "bookmark-burned")]
[JsonDerivedType(typeof(WaitMoved), "wait-moved")]
[JsonDerivedType(typeof(ChildCounted), "child-counted")]
[JsonDerivedType(typeof(EffectAsked), "effect-asked")]
[JsonDerivedType(typeof(EffectAnswered), "effect-answered")]
[JsonDerivedType(typeof(VariableSet), "variable-set")]
[JsonDerivedType(typeof(OutputSet), "output-set")]
[JsonDerivedType(typeof(OutcomesChosen), "outcomes-chosen")]
[JsonDerivedType(typeof(NameSet), "name-set")]
[JsonDerivedType(typeof(CorrelationSet), "correlation-set")]
[JsonDerivedType(typeof(LineWritten), "line-written")]
[JsonDerivedType(typeof(PlaceTaken), "place-taken")]
[JsonDerivedType(typeof(BreakAsked), "break-asked")]
[JsonDerivedType(typeof(FlowVisited), "flow-visited")]
[JsonDerivedType(typeof(TokensMoved), "tokens-moved")]
[JsonDerivedType(typeof(Suspended), "suspended")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Parked), "parked")]
[JsonDerivedType(typeof(Retried), "retried")]
[JsonDerivedType(typeof(Operated), "operated")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Migrated), "migrated")]
[JsonDerivedType(typeof(FlowRemembered), "flow-remembered")]
public abstract record Event
{
    private Event() { }

    public sealed record InstanceStarted : Event
    {
        public required InstanceId Instance { get; init; }
        public required DefinitionVersion Definition { get; init; }
        public ImmutableDictionary<string, JsonElement> Input { get; init => field = value.OrEmpty(); } = Json.Nothing;
        public string? CorrelationId { get; init; }
        public ActivityId? Trigger { get; init; }
        public JsonElement? Payload { get; init; }
        public ParentLink? Parent { get; init; }
    }

    /// <summary>An activity began: once per execution, also when it will wait.</summary>
    public sealed record ActivityStarted : Event
    {
        public required ActivityInstanceId Id { get; init; }
        public required ActivityId Activity { get; init; }

        /// <summary>The container it runs in; null for the root.</summary>
        public ActivityInstanceId? Parent { get; init; }

        /// <summary>The execution whose start or end scheduled it; null for the root.</summary>
        public ActivityInstanceId? ScheduledBy { get; init; }

        /// <summary>Evaluated inputs by their PascalCase descriptor name.</summary>
        public ImmutableDictionary<string, JsonElement> Inputs { get; init => field = value.OrEmpty(); } = Json.Nothing;

        /// <summary>Values given to it by a loop, by name: CurrentValue, CurrentIndex, ChildInstanceId.</summary>
        public ImmutableDictionary<string, JsonElement> Locals { get; init => field = value.OrEmpty(); } = Json.Nothing;
    }

    /// <param name="Id">The execution.</param>
    /// <param name="Activity">What it executed.</param>
    /// <param name="Outcomes"><c>Done</c> where the activity named none; empty only for a fork of no branches.</param>
    public sealed record ActivityCompleted(
        ActivityInstanceId Id, ActivityId Activity, ImmutableArray<string> Outcomes) : Event
    {
        public ImmutableDictionary<string, JsonElement> Outputs
        {
            get;
            init => field = value.OrEmpty();
        } = Json.Nothing;
    }

    public sealed record ActivityCanceled(ActivityInstanceId Id, ActivityId Activity) : Event;

    /// <summary>An incident opened. The execution stays until it is retried or its container ends.</summary>
    public sealed record ActivityFaulted(ActivityInstanceId Id, string Code, string Message) : Event
    {
        public required ActivityId Activity { get; init; }

        /// <summary>True when the incident strategy ends the instance as Faulted.</summary>
        public bool EndsInstance { get; init; }
    }

    /// <summary>The inputs of a loop had other values when it went on after a suspension.</summary>
    public sealed record InputsRead(
        ActivityInstanceId Id, ImmutableDictionary<string, JsonElement> Inputs) : Event;

    /// <summary>Outputs that are readable before the activity ends.</summary>
    public sealed record OutputsRecorded(
        ActivityId Activity, ImmutableDictionary<string, JsonElement> Outputs) : Event;

    public sealed record BookmarkCreated(BookmarkId Id, ActivityInstanceId Owner, Stimulus For) : Event;

    /// <summary>A stimulus arrived at a bookmark, or the bookmark is no longer needed (no input).</summary>
    public sealed record BookmarkBurned(BookmarkId Id, JsonElement? Input) : Event;

    /// <summary>A wait for an instant, or one that lapses at one, has another instant (UTC) than it had.</summary>
    public sealed record WaitMoved(BookmarkId Id, DateTimeOffset Until) : Event;

    /// <summary>One of several awaited children has ended.</summary>
    public sealed record ChildCounted(ActivityInstanceId Owner, ChildResult Child) : Event;

    /// <summary>An effect was asked whose outcome this execution awaits. Its bookmark has the same number.</summary>
    public sealed record EffectAsked(EffectId Id, ActivityInstanceId Owner) : Event;

    public sealed record EffectAnswered(EffectId Id, EffectOutcome Outcome) : Event;

    /// <summary>A variable of the workflow (<see cref="Scope"/> null) or of a container's execution.</summary>
    public sealed record VariableSet(string Variable, JsonElement Value) : Event
    {
        public ActivityInstanceId? Scope { get; init; }

        /// <summary>True for the memory driver: gone after a suspension.</summary>
        public bool IsTransient { get; init; }
    }

    /// <summary>An output of the workflow.</summary>
    public sealed record OutputSet(string Name, JsonElement Value) : Event;

    /// <summary>The outcomes that an enclosing composite will complete with.</summary>
    public sealed record OutcomesChosen(ActivityInstanceId Composite, ImmutableArray<string> Outcomes) : Event;

    public sealed record NameSet(string? Name) : Event;

    public sealed record CorrelationSet(string? CorrelationId) : Event;

    public sealed record LineWritten(ActivityInstanceId Id, string Text) : Event;

    /// <summary>A container moved on: next child, iteration, children still out.</summary>
    public sealed record PlaceTaken(ActivityInstanceId Id, int Place) : Event;

    /// <summary>The container shall end after its running child.</summary>
    public sealed record BreakAsked(ActivityInstanceId Id) : Event;

    /// <summary>A flowchart counted a visit of an activity and of its outbound connections.</summary>
    /// <param name="Flowchart">The flowchart's execution.</param>
    /// <param name="Activity">Index in the flowchart; <c>-n-1</c> where a backward line began it (not counted).</param>
    /// <param name="Connections">Index of each outbound one: <c>n</c> followed, <c>-n-1</c> not followed.</param>
    public sealed record FlowVisited(
        ActivityInstanceId Flowchart, int Activity, ImmutableArray<int> Connections) : Event;

    /// <summary>Token mode: the tokens of a flowchart after an activity completed.</summary>
    public sealed record TokensMoved(ActivityInstanceId Flowchart, ImmutableArray<Token> Tokens) : Event;

    /// <summary>
    /// Before a suspension: outputs of activities can no longer be read, nor inputs that the definition does not store.
    /// What a drawing wants to keep it binds to a variable.
    /// </summary>
    /// <param name="Inputs">Names of the inputs, in order.</param>
    public sealed record Forgotten(ImmutableArray<string> Inputs) : Event;

    /// <summary>Nothing more can run by itself. Values of the memory driver are gone from here on.</summary>
    public sealed record Suspended : Event;

    /// <summary>The instance ended. Bookmarks are gone, except after a fault, which may be retried.</summary>
    public sealed record Ended(InstanceSubStatus SubStatus, string? Reason) : Event;

    /// <summary>The turn could not be decided; a person has to look.</summary>
    public sealed record Parked(string Code, string Message) : Event;

    /// <summary>An incident was closed because its activity runs again.</summary>
    public sealed record Retried(ActivityInstanceId Faulted) : Event
    {
        public By? By { get; init; }
    }

    /// <summary>A person moved the instance by hand. What it did follows in events of its own, but for a pause and its
    /// end, which are this event.</summary>
    public sealed record Operated(By By, Operation What) : Event;

    /// <summary>An instance that a fault had ended goes on, though the fault is not retried.</summary>
    public sealed record Reopened : Event;

    /// <summary>
    /// Every event from here on is of another version. Executions, waits and incidents go on under the new names.
    /// </summary>
    public sealed record Migrated(DefinitionVersion To) : Event
    {
        /// <summary>Old name → new name, where they differ.</summary>
        public ImmutableDictionary<ActivityId, ActivityId> Activities
        {
            get;
            init => field = value ?? ImmutableDictionary<ActivityId, ActivityId>.Empty;
        } = ImmutableDictionary<ActivityId, ActivityId>.Empty;
    }

    /// <summary>A flowchart remembers this of its run, whatever it remembered before.</summary>
    public sealed record FlowRemembered(ActivityInstanceId Flowchart, FlowMemory Memory) : Event;
}
