using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// The state of an instance while events happen to it, one after the other: changed in place, because a turn has
/// hundreds of them. Only <see cref="Applier"/> changes it. It lives no longer than one decision.
/// </summary>
internal sealed class Draft(InstanceState before)
{
    private readonly ImmutableDictionary<ActivityInstanceId, ActivityInstance>.Builder activities =
        before.Activities.ToBuilder();
    private readonly ImmutableDictionary<BookmarkId, Bookmark>.Builder bookmarks = before.Bookmarks.ToBuilder();
    private readonly ImmutableDictionary<EffectId, ActivityInstanceId>.Builder pending = before.Pending.ToBuilder();

    // Each is made when it is first asked for: a single event that is read from a journal asks for none.
    private Belongings? children;
    private Belongings? waits;
    private Belongings? asked;

    public InstanceId Id { get; set; } = before.Id;
    public DefinitionVersion Definition { get; set; } = before.Definition;
    public long Sequence { get; set; } = before.Sequence;
    public InstanceStatus Status { get; set; } = before.Status;
    public InstanceSubStatus SubStatus { get; set; } = before.SubStatus;
    public bool IsPaused { get; set; } = before.IsPaused;
    public string? CorrelationId { get; set; } = before.CorrelationId;
    public string? Name { get; set; } = before.Name;
    public ParentLink? Parent { get; set; } = before.Parent;
    public TriggerHit? Trigger { get; set; } = before.Trigger;
    public ImmutableDictionary<string, JsonElement> Input { get; set; } = before.Input;
    public ImmutableDictionary<string, JsonElement> Output { get; set; } = before.Output;
    public ImmutableDictionary<string, JsonElement> Variables { get; set; } = before.Variables;
    public ImmutableDictionary<string, JsonElement> Transients { get; set; } = before.Transients;
    public ImmutableDictionary<ActivityId, ImmutableDictionary<string, JsonElement>> Outputs { get; set; } =
        before.Outputs;
    public JsonElement? LastResult { get; set; } = before.LastResult;
    public ImmutableArray<Incident> Incidents { get; set; } = before.Incidents;

    public IReadOnlyDictionary<ActivityInstanceId, ActivityInstance> Activities => activities;
    public IReadOnlyDictionary<BookmarkId, Bookmark> Bookmarks => bookmarks;
    public IReadOnlyDictionary<EffectId, ActivityInstanceId> Pending => pending;

    /// <summary>Executions directly below one, the oldest first.</summary>
    public IReadOnlyList<long> ChildrenOf(ActivityInstanceId owner)
    {
        children ??= Sorted(activities, one => one.Value.Parent, one => one.Key.Value);
        return children.Of(owner);
    }

    /// <summary>Bookmarks of one execution.</summary>
    public IReadOnlyList<long> WaitsOf(ActivityInstanceId owner)
    {
        waits ??= Sorted(bookmarks, one => one.Value.Owner, one => one.Key.Value);
        return waits.Of(owner);
    }

    /// <summary>Effects whose outcome one execution awaits.</summary>
    public IReadOnlyList<long> AskedBy(ActivityInstanceId owner)
    {
        asked ??= Sorted(pending, one => one.Value, one => one.Key.Value);
        return asked.Of(owner);
    }

    public void Put(ActivityInstance activity)
    {
        activities[activity.Id] = activity;
        if (activity.Parent is { } parent)
            children?.Add(parent, activity.Id.Value);
    }

    public void Put(BookmarkId id, Bookmark bookmark)
    {
        bookmarks[id] = bookmark;
        waits?.Add(bookmark.Owner, id.Value);
    }

    public void Put(EffectId id, ActivityInstanceId owner)
    {
        pending[id] = owner;
        asked?.Add(owner, id.Value);
    }

    public void Remove(ActivityInstanceId id)
    {
        if (activities.TryGetValue(id, out var activity) && activities.Remove(id) && activity.Parent is { } parent)
            children?.Remove(parent, id.Value);
    }

    public void Remove(BookmarkId id)
    {
        if (bookmarks.TryGetValue(id, out var bookmark) && bookmarks.Remove(id))
            waits?.Remove(bookmark.Owner, id.Value);
    }

    public void Remove(EffectId id)
    {
        if (pending.TryGetValue(id, out var owner) && pending.Remove(id))
            asked?.Remove(owner, id.Value);
    }

    public void Suspend()
    {
        DropTransients();
        SubStatus = InstanceSubStatus.Suspended;
        if (Parent is { ToFirstWait: true } told)
            Parent = told with { Bookmark = null };
    }

    public void DropTransients()
    {
        foreach (var activity in Activities.Values.Where(activity => !activity.Transients.IsEmpty).ToList())
            Put(activity with { Transients = Json.Nothing });
        Transients = Json.Nothing;
    }

    public void Forget(ImmutableArray<string> inputs)
    {
        Input = Input.RemoveRange(inputs);
        Outputs = Outputs.Clear();
        LastResult = null;
    }

    public InstanceState ToState() => before with
    {
        Id = Id,
        Definition = Definition,
        Sequence = Sequence,
        Status = Status,
        SubStatus = SubStatus,
        IsPaused = IsPaused,
        CorrelationId = CorrelationId,
        Name = Name,
        Parent = Parent,
        Trigger = Trigger,
        Input = Input,
        Output = Output,
        Variables = Variables,
        Transients = Transients,
        Outputs = Outputs,
        LastResult = LastResult,
        Activities = activities.ToImmutable(),
        Bookmarks = bookmarks.ToImmutable(),
        Pending = pending.ToImmutable(),
        Incidents = Incidents,
    };

    private static Belongings Sorted<T>(
        IEnumerable<T> all, Func<T, ActivityInstanceId?> owner, Func<T, long> number)
    {
        var sorted = new Belongings();
        foreach (var one in all)
        {
            if (owner(one) is { } id)
                sorted.Add(id, number(one));
        }

        return sorted;
    }
}
