using System.Diagnostics;

namespace Orchestrator.Engine.Instances;

/// <summary>What the events of a person's own acts do to the state.</summary>
internal static class ByHand
{
    public static void Apply(Draft state, Event happened)
    {
        switch (happened)
        {
            case Event.Operated operated:
                state.IsPaused = operated.What switch
                {
                    Operation.Pause => true,
                    Operation.Unpause => false,
                    _ => state.IsPaused,
                };
                break;
            case Event.Reopened:
                state.Status = InstanceStatus.Running;
                state.SubStatus = InstanceSubStatus.Executing;
                break;
            case Event.Migrated migrated:
                Migrate(state, migrated);
                break;
            default:
                throw new UnreachableException($"no state follows from {happened.GetType().Name}");
        }
    }

    private static void Migrate(Draft state, Event.Migrated migrated)
    {
        state.Definition = migrated.To;
        foreach (var activity in state.Activities.Values.ToList())
        {
            if (migrated.Activities.TryGetValue(activity.Activity, out var name))
                state.Put(activity with { Activity = name });
        }

        foreach (var (id, wait) in state.Bookmarks.ToList())
        {
            if (migrated.Activities.TryGetValue(wait.Activity, out var name))
                state.Put(id, wait with { Activity = name });
        }

        state.Incidents =
        [
            .. state.Incidents.Select(incident =>
                incident.Activity is { } old && migrated.Activities.TryGetValue(old, out var name)
                    ? incident with { Activity = name }
                    : incident),
        ];
    }
}
