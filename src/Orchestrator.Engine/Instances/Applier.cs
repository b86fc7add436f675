using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Instances;

/// <summary>What each event does to the state. Knows no definition: a journal can be read without one.</summary>
public static class Applier
{
    public static InstanceState Apply(InstanceState state, Event happened)
    {
        var draft = new Draft(state);
        Apply(draft, happened);
        return draft.ToState();
    }

    internal static void Apply(Draft state, Event happened)
    {
        switch (happened)
        {
            case Event.ActivityStarted started:
                Start(state, started);
                break;
            case Event.ActivityCompleted completed:
                Forget(state, completed.Id);
                Spend(state, completed.Activity);
                Record(state, completed.Activity, completed.Outputs);
                break;
            case Event.ActivityCanceled canceled:
                Forget(state, canceled.Id);
                break;
            case Event.ActivityFaulted faulted:
                Fault(state, faulted);
                break;
            case Event.Suspended:
                state.Suspend();
                break;
            case Event.Ended ended:
                End(state, ended.SubStatus);
                break;
            case Event.Parked parked:
                state.SubStatus = InstanceSubStatus.Interrupted;
                state.Incidents = state.Incidents.Add(new Incident(default, parked.Code, parked.Message));
                break;
            case Event.Retried retried:
                Retry(state, retried.Faulted);
                break;
            default:
                OfWaits(state, happened);
                break;
        }

        state.Sequence++;
    }

    private static void OfWaits(Draft state, Event happened)
    {
        switch (happened)
        {
            case Event.BookmarkCreated created:
                var activity = state.Activities[created.Owner].Activity;
                state.Put(created.Id, new Bookmark(created.Owner, activity, created.For));
                break;
            case Event.BookmarkBurned burned:
                Awake(state);
                state.Remove(burned.Id);
                break;
            case Event.WaitMoved moved:
                if (state.Bookmarks.TryGetValue(moved.Id, out var wait))
                    state.Put(moved.Id, wait with { For = Moved(wait.For, moved.Until) });
                break;
            case Event.ChildCounted counted:
                Awake(state);
                Change(state, counted.Owner, counted, static (owner, counted) =>
                    owner with { EndedChildren = owner.EndedChildren.With(counted.Child.Ordinal) });
                break;
            case Event.EffectAsked asked:
                state.Put(asked.Id, asked.Owner);
                break;
            case Event.EffectAnswered answered:
                Awake(state);
                state.Remove(answered.Id);
                break;
            default:
                OfContainers(state, happened);
                break;
        }
    }

    private static void OfContainers(Draft state, Event happened)
    {
        switch (happened)
        {
            case Event.InputsRead read:
                Change(state, read.Id, read, static (activity, read) => activity with { Inputs = read.Inputs });
                break;
            case Event.PlaceTaken taken:
                Change(state, taken.Id, taken, static (activity, taken) => activity with { Place = taken.Place });
                break;
            case Event.BreakAsked asked:
                Change(state, asked.Id, asked, static (activity, _) => activity with { IsBreaking = true });
                break;
            case Event.OutcomesChosen chosen:
                Change(state, chosen.Composite, chosen, static (activity, chosen) =>
                    activity with { Outcomes = chosen.Outcomes });
                break;
            case Event.FlowVisited visited:
                Change(state, visited.Flowchart, visited, static (activity, visited) => activity with
                {
                    Flow = (activity.Flow ?? FlowMemory.Empty).Visited(visited.Activity, visited.Connections),
                });
                break;
            case Event.FlowRemembered remembered:
                Change(state, remembered.Flowchart, remembered, static (activity, remembered) =>
                    activity with { Flow = remembered.Memory });
                break;
            case Event.TokensMoved moved:
                Change(state, moved.Flowchart, moved, static (activity, moved) => activity with
                {
                    Flow = (activity.Flow ?? FlowMemory.Empty) with { Tokens = moved.Tokens },
                });
                break;
            default:
                OfValues(state, happened);
                break;
        }
    }

    private static void OfValues(Draft state, Event happened)
    {
        switch (happened)
        {
            case Event.InstanceStarted started:
                Begin(state, started);
                break;
            case Event.OutputsRecorded recorded:
                Record(state, recorded.Activity, recorded.Outputs);
                break;
            case Event.Forgotten forgotten:
                state.Forget(forgotten.Inputs);
                break;
            case Event.VariableSet set:
                Set(state, set);
                break;
            case Event.OutputSet set:
                state.Output = state.Output.SetItem(set.Name, set.Value);
                break;
            case Event.NameSet named:
                state.Name = named.Name;
                break;
            case Event.CorrelationSet correlated:
                state.CorrelationId = correlated.CorrelationId;
                break;
            case Event.LineWritten:
                break;
            default:
                ByHand.Apply(state, happened);
                break;
        }
    }

    private static void Begin(Draft state, Event.InstanceStarted started)
    {
        state.Id = started.Instance;
        state.Definition = started.Definition;
        state.Status = InstanceStatus.Running;
        state.SubStatus = InstanceSubStatus.Executing;
        state.CorrelationId = started.CorrelationId;
        state.Parent = started.Parent;
        state.Input = started.Input;
        state.Trigger = started.Trigger is { } trigger ? new TriggerHit(trigger, started.Payload) : null;
    }

    private static void Awake(Draft state)
    {
        if (state.Status != InstanceStatus.Finished)
            state.SubStatus = InstanceSubStatus.Executing;
    }

    private static void Start(Draft state, Event.ActivityStarted started) => state.Put(new ActivityInstance
    {
        Id = started.Id,
        Activity = started.Activity,
        Parent = started.Parent,
        Inputs = started.Inputs,
        Locals = started.Locals,
    });

    /// <summary>An execution ended: it, its waits, what it asked for and its incident are forgotten.</summary>
    private static void Forget(Draft state, ActivityInstanceId id)
    {
        while (state.WaitsOf(id) is [var bookmark, ..])
            state.Remove(new BookmarkId(bookmark));
        while (state.AskedBy(id) is [var effect, ..])
            state.Remove(new EffectId(effect));
        state.Remove(id);
        Close(state, id);
    }

    private static void Close(Draft state, ActivityInstanceId faulted)
    {
        foreach (var incident in state.Incidents)
        {
            if (incident.Id == faulted)
                state.Incidents = state.Incidents.Remove(incident);
        }
    }

    private static void Spend(Draft state, ActivityId activity)
    {
        if (state.Trigger is { IsSpent: false } hit && hit.Activity == activity)
            state.Trigger = hit with { Payload = null, IsSpent = true };
    }

    private static void Record(
        Draft state, ActivityId activity, ImmutableDictionary<string, JsonElement> outputs)
    {
        if (outputs.IsEmpty)
            return;
        state.Outputs = state.Outputs.SetItem(
            activity, state.Outputs.GetValueOrDefault(activity, Json.Nothing).SetItems(outputs));
        if (outputs.TryGetValue("Result", out var result))
            state.LastResult = result;
    }

    private static void Fault(Draft state, Event.ActivityFaulted faulted)
    {
        Change(state, faulted.Id, faulted, static (activity, _) => activity with { IsFaulted = true });
        state.Incidents = state.Incidents.Add(
            new Incident(faulted.Id, faulted.Code, faulted.Message) { Activity = faulted.Activity });
        if (!faulted.EndsInstance)
            return;
        state.Status = InstanceStatus.Finished;
        state.SubStatus = InstanceSubStatus.Faulted;
    }

    private static Stimulus Moved(Stimulus waitedFor, DateTimeOffset until) => waitedFor switch
    {
        Stimulus.Time time => time with { DueAt = until },
        Stimulus.Ledger ledger => ledger with { Until = until },
        var other => other,
    };

    private static void Set(Draft state, Event.VariableSet set)
    {
        switch (set.Scope, set.IsTransient)
        {
            case (null, false):
                state.Variables = state.Variables.SetItem(set.Variable, set.Value);
                break;
            case (null, true):
                state.Transients = state.Transients.SetItem(set.Variable, set.Value);
                break;
            case ({ } scope, false):
                Change(state, scope, set, static (activity, set) =>
                    activity with { Variables = activity.Variables.SetItem(set.Variable, set.Value) });
                break;
            case ({ } scope, true):
                Change(state, scope, set, static (activity, set) =>
                    activity with { Transients = activity.Transients.SetItem(set.Variable, set.Value) });
                break;
        }
    }

    private static void End(Draft state, InstanceSubStatus subStatus)
    {
        state.DropTransients();
        state.Status = InstanceStatus.Finished;
        state.SubStatus = subStatus;
        state.IsPaused = false;

        // A fault may be retried, so its waits stay; every other end is final.
        if (subStatus == InstanceSubStatus.Faulted)
            return;
        foreach (var bookmark in state.Bookmarks.Keys.ToList())
            state.Remove(bookmark);
        foreach (var effect in state.Pending.Keys.ToList())
            state.Remove(effect);
    }

    private static void Retry(Draft state, ActivityInstanceId faulted)
    {
        state.Status = InstanceStatus.Running;
        state.SubStatus = InstanceSubStatus.Executing;
        state.Remove(faulted);
        Close(state, faulted);
    }

    /// <summary>An event may name an execution that has ended since, as a flowchart under its child.</summary>
    private static void Change<T>(
        Draft state, ActivityInstanceId id, T happened, Func<ActivityInstance, T, ActivityInstance> change)
    {
        if (state.Activities.TryGetValue(id, out var activity))
            state.Put(change(activity, happened));
    }
}
