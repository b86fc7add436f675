using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// All that an instance remembers: the fold of its events, small because what has ended is forgotten. Before the
/// first event it is <see cref="None"/>.
/// </summary>
public sealed record InstanceState
{
    /// <summary>An instance to which nothing has happened yet.</summary>
    public static readonly InstanceState None = new();

    public InstanceId Id { get; init; }
    public DefinitionVersion Definition { get; init; }

    /// <summary>How many events this is the fold of. Ids of executions, waits and effects come from it.</summary>
    public long Sequence { get; init; }
    public InstanceStatus Status { get; init; }
    public InstanceSubStatus SubStatus { get; init; }

    /// <summary>A person holds it: it takes nothing until it is unpaused, and stands where it stood.</summary>
    public bool IsPaused { get; init; }
    public string? CorrelationId { get; init; }
    public string? Name { get; init; }
    public ParentLink? Parent { get; init; }

    /// <summary>The trigger that was hit: a flowchart began there.</summary>
    public TriggerHit? Trigger { get; init; }
    public ImmutableDictionary<string, JsonElement> Input { get; init => field = value.OrEmpty(); } = Json.Nothing;
    public ImmutableDictionary<string, JsonElement> Output { get; init => field = value.OrEmpty(); } = Json.Nothing;

    /// <summary>Values of the workflow's variables by id, where they differ from the default.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init => field = value.OrEmpty(); } = Json.Nothing;

    /// <summary>The same for variables of the memory driver: gone after a suspension.</summary>
    public ImmutableDictionary<string, JsonElement> Transients { get; init => field = value.OrEmpty(); } = Json.Nothing;

    /// <summary>Last recorded outputs by activity.</summary>
    public ImmutableDictionary<ActivityId, ImmutableDictionary<string, JsonElement>> Outputs
    {
        get;
        init => field = value ?? ImmutableDictionary<ActivityId, ImmutableDictionary<string, JsonElement>>.Empty;
    } = ImmutableDictionary<ActivityId, ImmutableDictionary<string, JsonElement>>.Empty;

    /// <summary>The last recorded output named Result.</summary>
    public JsonElement? LastResult { get; init; }

    /// <summary>Executions that have begun and not ended, faulted ones included.</summary>
    public ImmutableDictionary<ActivityInstanceId, ActivityInstance> Activities
    {
        get;
        init => field = value ?? ImmutableDictionary<ActivityInstanceId, ActivityInstance>.Empty;
    } = ImmutableDictionary<ActivityInstanceId, ActivityInstance>.Empty;

    /// <summary>Where the instance waits. After a fault they stay for a retry; nothing resumes them.</summary>
    public ImmutableDictionary<BookmarkId, Bookmark> Bookmarks
    {
        get;
        init => field = value ?? ImmutableDictionary<BookmarkId, Bookmark>.Empty;
    } = ImmutableDictionary<BookmarkId, Bookmark>.Empty;

    /// <summary>Effects whose outcome is awaited within this turn, and who asked.</summary>
    public ImmutableDictionary<EffectId, ActivityInstanceId> Pending
    {
        get;
        init => field = value ?? ImmutableDictionary<EffectId, ActivityInstanceId>.Empty;
    } = ImmutableDictionary<EffectId, ActivityInstanceId>.Empty;

    /// <summary>Incidents that are open.</summary>
    public ImmutableArray<Incident> Incidents { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>An activity being executed, or faulted and not yet retried.</summary>
public sealed record ActivityInstance
{
    public required ActivityInstanceId Id { get; init; }
    public required ActivityId Activity { get; init; }
    public ActivityInstanceId? Parent { get; init; }
    public bool IsFaulted { get; init; }

    /// <summary>Evaluated inputs by PascalCase name.</summary>
    public ImmutableDictionary<string, JsonElement> Inputs { get; init => field = value.OrEmpty(); } = Json.Nothing;

    /// <summary>What a loop gave to this execution, by name.</summary>
    public ImmutableDictionary<string, JsonElement> Locals { get; init => field = value.OrEmpty(); } = Json.Nothing;

    /// <summary>Values of the variables it declares, by id, where they differ from the default.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init => field = value.OrEmpty(); } = Json.Nothing;
    public ImmutableDictionary<string, JsonElement> Transients { get; init => field = value.OrEmpty(); } = Json.Nothing;

    /// <summary>A container's own counter: next child, iteration, children still out.</summary>
    public int Place { get; init; }
    public bool IsBreaking { get; init; }

    /// <summary>The outcomes that a composite was told to complete with.</summary>
    public ImmutableArray<string> Outcomes { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Which awaited children have ended, a bit each by ordinal.</summary>
    public Ordinals EndedChildren { get; init; }
    public FlowMemory? Flow { get; init; }
}

/// <summary>The trigger activity that started the instance, and what came with it until the activity has run.</summary>
public sealed record TriggerHit(ActivityId Activity, JsonElement? Payload)
{
    /// <summary>True once its activity has run: the next time it waits like any other.</summary>
    public bool IsSpent { get; init; }
}

/// <param name="Owner">The execution that waits.</param>
/// <param name="Activity">What it executes.</param>
/// <param name="For">What it waits for.</param>
public sealed record Bookmark(ActivityInstanceId Owner, ActivityId Activity, Stimulus For);

/// <summary>Something that a person has to look at.</summary>
/// <param name="Id">The faulted execution; 0 when the instance itself was parked.</param>
/// <param name="Code">A problem code with a page.</param>
/// <param name="Message">What was expected, what was found.</param>
public sealed record Incident(ActivityInstanceId Id, string Code, string Message)
{
    public ActivityId? Activity { get; init; }
}
