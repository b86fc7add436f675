using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

namespace Orchestrator.Engine.Instances;

/// <summary>What each event does to the state. Knows no definition: a journal can be read without one.</summary>
public static class Applier
{
    public static InstanceState Apply(InstanceState state, Event happened)
    {
        var next = happened switch
        {
            Event.InstanceStarted started => Begun(state, started),
            Event.ActivityStarted started => Started(state, started),
            Event.ActivityCompleted completed =>
                Recorded(Spent(Gone(state, completed.Id), completed.Activity), completed.Activity, completed.Outputs),
            Event.ActivityCanceled canceled => Gone(state, canceled.Id),
            Event.ActivityFaulted faulted => Faulted(state, faulted),
            Event.OutputsRecorded recorded => Recorded(state, recorded.Activity, recorded.Outputs),
            Event.BookmarkCreated created => Waiting(state, created),
            Event.BookmarkBurned burned => Running(state) with { Bookmarks = state.Bookmarks.Remove(burned.Id) },
            Event.ChildCounted counted => OfActivity(Running(state), counted.Owner, activity =>
                activity with { EndedChildren = activity.EndedChildren.With(counted.Child.Ordinal) }),
            Event.EffectAsked asked => state with { Pending = state.Pending.SetItem(asked.Id, asked.Owner) },
            Event.EffectAnswered answered => Running(state) with { Pending = state.Pending.Remove(answered.Id) },
            _ => Told(state, happened),
        };
        return next with { Sequence = state.Sequence + 1 };
    }

    private static InstanceState Told(InstanceState state, Event happened) => happened switch
    {
        Event.VariableSet set => Set(state, set),
        Event.OutputSet set => state with { Output = state.Output.SetItem(set.Name, set.Value) },
        Event.OutcomesChosen chosen => OfActivity(state, chosen.Composite, activity =>
            activity with { Outcomes = chosen.Outcomes }),
        Event.NameSet named => state with { Name = named.Name },
        Event.CorrelationSet correlated => state with { CorrelationId = correlated.CorrelationId },
        Event.LineWritten => state,
        Event.PlaceTaken taken => OfActivity(state, taken.Id, activity => activity with { Place = taken.Place }),
        Event.BreakAsked asked => OfActivity(state, asked.Id, activity => activity with { IsBreaking = true }),
        Event.FlowVisited visited => OfActivity(state, visited.Flowchart, activity => activity with
        {
            Flow = (activity.Flow ?? FlowMemory.Empty).Visited(visited.Activity, visited.Connections),
        }),
        Event.TokensMoved moved => OfActivity(state, moved.Flowchart, activity => activity with
        {
            Flow = (activity.Flow ?? FlowMemory.Empty) with { Tokens = moved.Tokens },
        }),
        Event.WaitMoved moved => Moved(state, moved),
        Event.Suspended => WithoutTransients(state) with { SubStatus = InstanceSubStatus.Suspended },
        Event.Ended ended => Ended(state, ended.SubStatus),
        Event.Parked parked => Parked(state, parked),
        Event.Retried retried => Retried(state, retried.Faulted),
        _ => throw new UnreachableException($"no state follows from {happened.GetType().Name}"),
    };

    private static InstanceState Begun(InstanceState state, Event.InstanceStarted started) => state with
    {
        Id = started.Instance,
        Definition = started.Definition,
        Status = InstanceStatus.Running,
        SubStatus = InstanceSubStatus.Executing,
        CorrelationId = started.CorrelationId,
        Parent = started.Parent,
        Input = started.Input,
        Trigger = started.Trigger is { } trigger ? new TriggerHit(trigger, started.Payload) : null,
    };

    private static InstanceState Running(InstanceState state) =>
        state.SubStatus == InstanceSubStatus.Executing || state.Status == InstanceStatus.Finished
        ? state
        : state with { SubStatus = InstanceSubStatus.Executing };

    private static InstanceState Started(InstanceState state, Event.ActivityStarted started) => state with
    {
        Activities = state.Activities.SetItem(started.Id, new ActivityInstance
        {
            Id = started.Id,
            Activity = started.Activity,
            Parent = started.Parent,
            Inputs = started.Inputs,
            Locals = started.Locals,
        }),
    };

    /// <summary>An execution ended: it, its waits, what it asked for and its incident are forgotten.</summary>
    private static InstanceState Gone(InstanceState state, ActivityInstanceId id)
    {
        var bookmarks = state.Bookmarks;
        foreach (var (bookmark, waiting) in state.Bookmarks)
            if (waiting.Owner == id) bookmarks = bookmarks.Remove(bookmark);

        var pending = state.Pending;
        foreach (var (effect, owner) in state.Pending)
            if (owner == id) pending = pending.Remove(effect);

        return state with
        {
            Activities = state.Activities.Remove(id),
            Bookmarks = bookmarks,
            Pending = pending,
            Incidents = state.Incidents.RemoveAll(incident => incident.Id == id),
        };
    }

    private static InstanceState Spent(InstanceState state, ActivityId activity) =>
        state.Trigger is { IsSpent: false } hit && hit.Activity == activity
            ? state with { Trigger = hit with { Payload = null, IsSpent = true } }
            : state;

    private static InstanceState Recorded(
        InstanceState state, ActivityId activity, ImmutableDictionary<string, JsonElement> outputs) =>
        outputs.IsEmpty
            ? state
            : state with
            {
                Outputs = state.Outputs.SetItem(
                    activity, state.Outputs.GetValueOrDefault(activity, Json.Nothing).SetItems(outputs)),
                LastResult = outputs.TryGetValue("Result", out var result) ? result : state.LastResult,
            };

    private static InstanceState Faulted(InstanceState state, Event.ActivityFaulted faulted)
    {
        var marked = OfActivity(state, faulted.Id, activity => activity with { IsFaulted = true });
        var incident = new Incident(faulted.Id, faulted.Code, faulted.Message) { Activity = faulted.Activity };
        return marked with
        {
            Incidents = state.Incidents.Add(incident),
            Status = faulted.EndsInstance ? InstanceStatus.Finished : state.Status,
            SubStatus = faulted.EndsInstance ? InstanceSubStatus.Faulted : state.SubStatus,
        };
    }

    private static InstanceState Waiting(InstanceState state, Event.BookmarkCreated created) => state with
    {
        Bookmarks = state.Bookmarks.SetItem(
            created.Id, new Bookmark(created.Owner, state.Activities[created.Owner].Activity, created.For)),
    };

    private static InstanceState Moved(InstanceState state, Event.WaitMoved moved) =>
        state.Bookmarks.TryGetValue(moved.Id, out var wait)
            ? state with
            {
                Bookmarks = state.Bookmarks.SetItem(moved.Id, wait with
                {
                    For = wait.For switch
                    {
                        Stimulus.Time time => time with { DueAt = moved.Until },
                        Stimulus.Ledger ledger => ledger with { Until = moved.Until },
                        var other => other,
                    },
                }),
            }
            : state;

    private static InstanceState Set(InstanceState state, Event.VariableSet set) => (set.Scope, set.IsTransient) switch
    {
        (null, false) => state with { Variables = state.Variables.SetItem(set.Variable, set.Value) },
        (null, true) => state with { Transients = state.Transients.SetItem(set.Variable, set.Value) },
        ({ } scope, false) => OfActivity(state, scope, activity =>
            activity with { Variables = activity.Variables.SetItem(set.Variable, set.Value) }),
        ({ } scope, true) => OfActivity(state, scope, activity =>
            activity with { Transients = activity.Transients.SetItem(set.Variable, set.Value) }),
    };

    private static InstanceState WithoutTransients(InstanceState state)
    {
        var activities = state.Activities;
        foreach (var (id, activity) in state.Activities)
        {
            if (!activity.Transients.IsEmpty)
                activities = activities.SetItem(id, activity with { Transients = Json.Nothing });
        }

        return state with { Activities = activities, Transients = Json.Nothing };
    }

    private static InstanceState Ended(InstanceState state, InstanceSubStatus subStatus)
    {
        var ended = WithoutTransients(state) with { Status = InstanceStatus.Finished, SubStatus = subStatus };

        // A fault may be retried, so its waits stay; every other end is final.
        return subStatus == InstanceSubStatus.Faulted
            ? ended
            : ended with { Bookmarks = state.Bookmarks.Clear(), Pending = state.Pending.Clear() };
    }

    private static InstanceState Parked(InstanceState state, Event.Parked parked) => state with
    {
        SubStatus = InstanceSubStatus.Interrupted,
        Incidents = state.Incidents.Add(new Incident(default, parked.Code, parked.Message)),
    };

    private static InstanceState Retried(InstanceState state, ActivityInstanceId faulted) => state with
    {
        Status = InstanceStatus.Running,
        SubStatus = InstanceSubStatus.Executing,
        Activities = state.Activities.Remove(faulted),
        Incidents = state.Incidents.RemoveAll(incident => incident.Id == faulted),
    };

    /// <summary>An event may name an execution that has ended since, as a flowchart under its child.</summary>
    private static InstanceState OfActivity(
        InstanceState state, ActivityInstanceId id, Func<ActivityInstance, ActivityInstance> change) =>
        state.Activities.TryGetValue(id, out var activity)
            ? state with { Activities = state.Activities.SetItem(id, change(activity)) }
            : state;
}
