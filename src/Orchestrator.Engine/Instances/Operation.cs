using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Engine.Instances;

/// <summary>Who asked for something by hand, and why. Stays in the history.</summary>
/// <param name="Actor">The key of the person or system, as the audit names them.</param>
/// <param name="Reason">In their words.</param>
public sealed record By(string Actor, string Reason)
{
    /// <summary>How they were called at that time; null where nobody said.</summary>
    public string? Name { get; init; }
}

/// <summary>
/// What a person can do to an instance by hand, beside its drawing. Stored with the command and its event, so a kind
/// keeps its name and its meaning for ever.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "operation")]
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(Unpause), "unpause")]
[JsonDerivedType(typeof(Migrate), "migrate")]
[JsonDerivedType(typeof(ScheduleActivity), "schedule-activity")]
[JsonDerivedType(typeof(ModifyVariable), "modify-variable")]
[JsonDerivedType(typeof(Skip), "skip")]
[JsonDerivedType(typeof(CancelActivity), "cancel-activity")]
public abstract record Operation
{
    private Operation() { }

    /// <summary>From now on it takes nothing: what comes is kept until it is unpaused. Its waits stay.</summary>
    public sealed record Pause : Operation;

    public sealed record Unpause : Operation;

    /// <summary>Goes on by another version of the same definition. What has ended never runs again.</summary>
    public sealed record Migrate(DefinitionVersion To) : Operation
    {
        public MigrationChoices Choices
        {
            get;
            init => field = value ?? MigrationChoices.None;
        } = MigrationChoices.None;
    }

    /// <summary>Begins an activity in its container, which must be running.</summary>
    public sealed record ScheduleActivity(ActivityId Activity) : Operation
    {
        /// <summary>Which execution of the container, where several run.</summary>
        public ActivityInstanceId? Container { get; init; }

        /// <summary>True: what runs in the container ends. A container of one step at a time always does so.</summary>
        public bool CancelsOthers { get; init; }
    }

    /// <summary>Gives a variable another value, by its id.</summary>
    public sealed record ModifyVariable(string Variable, JsonElement Value) : Operation
    {
        /// <summary>The execution that declares it, where several do; null: the workflow, or the only one.</summary>
        public ActivityInstanceId? Scope { get; init; }
    }

    /// <summary>A waiting or faulted execution completes as if it had, with these outcomes (none: Done).</summary>
    public sealed record Skip(ActivityInstanceId Execution) : Operation
    {
        public ImmutableArray<string> Outcomes { get; init => field = value.OrEmpty(); } = [];

        /// <summary>By PascalCase name.</summary>
        public ImmutableDictionary<string, JsonElement> Outputs
        {
            get;
            init => field = value.OrEmpty();
        } = Json.Nothing;
    }

    /// <summary>An execution ends without an outcome: in a flowchart its branch ends, elsewhere the next step comes.
    /// </summary>
    public sealed record CancelActivity(ActivityInstanceId Execution) : Operation;
}

/// <summary>What a person decided where a migration cannot know it.</summary>
public sealed record MigrationChoices
{
    public static readonly MigrationChoices None = new();

    /// <summary>What becomes of running activities, by their id in the old version.</summary>
    public ImmutableDictionary<ActivityId, ActivityChoice> Activities
    {
        get;
        init => field = value ?? ImmutableDictionary<ActivityId, ActivityChoice>.Empty;
    } = ImmutableDictionary<ActivityId, ActivityChoice>.Empty;

    /// <summary>Values of variables whose own does not fit any more, by id.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init => field = value.OrEmpty(); } = Json.Nothing;
}

/// <summary>What becomes of a running activity in another version.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "choice")]
[JsonDerivedType(typeof(Becomes), "becomes")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
public abstract record ActivityChoice
{
    private ActivityChoice() { }

    /// <summary>Goes on as that activity of the new version: of the same type, in the same container.</summary>
    public sealed record Becomes(ActivityId Activity) : ActivityChoice;

    /// <summary>Ends without an outcome; the new drawing says what follows.</summary>
    public sealed record Cancelled : ActivityChoice;
}
