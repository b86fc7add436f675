using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>One decided command as a journal keeps it.</summary>
internal sealed record JournalRow(byte[] Command, Moment Moment, byte[] Events);

/// <summary>What is stored of an instance: bytes, and its waits. A commit replaces it as a whole.</summary>
internal sealed record Stored
{
    public required byte[]? State { get; init; }
    public ImmutableList<JournalRow> Journal { get; init; } = [];
    public ImmutableSortedDictionary<long, Stimulus> Waits { get; init; } =
        ImmutableSortedDictionary<long, Stimulus>.Empty;

    public InstanceState Read() => State is null ? InstanceState.None : EngineJson.Deserialize(State);
}

/// <summary>One instance on the stage, and the model that plays the same.</summary>
internal sealed class Player(int number, CompiledWorkflow workflow)
{
    private readonly Dictionary<ActivityInstanceId, (string Activity, Fate Fate)> fates = [];

    public int Number { get; } = number;
    public InstanceId Id { get; } = new(new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    public CompiledWorkflow Workflow { get; } = workflow;
    public Model Model { get; } = new(workflow.Definition);
    public Stored Stored { get; set; } = new() { State = null };
    public InstanceId? Parent { get; init; }

    /// <summary>Children that the engine asked for, by definition.</summary>
    public Dictionary<string, int> Asked { get; } = [];

    public InstanceState State => Stored.Read();

    public bool IsRunning => State is { Sequence: > 0, Status: InstanceStatus.Running };

    public void Remember(IEnumerable<Event> events)
    {
        foreach (var happened in events)
        {
            if (happened is Event.ActivityStarted started)
                fates[started.Id] = (started.Activity.Value, Fate.Running);
            else if (happened is Event.ActivityCompleted completed)
                fates[completed.Id] = (completed.Activity.Value, Fate.Completed);
            else if (happened is Event.ActivityCanceled canceled)
                fates[canceled.Id] = (canceled.Activity.Value, Fate.Canceled);
            else if (happened is Event.ActivityFaulted faulted)
                fates[faulted.Id] = (faulted.Activity.Value, Fate.Faulted);
        }
    }

    /// <summary>What the engine and the model say of this instance, line by line.</summary>
    public (string Engine, string Model) Opinions()
    {
        var state = State;
        return (
            Told(state.SubStatus, fates.Values, Asked, Paths.Waiting(state)),
            Told(Model.Status, Model.Runs.Select(run => (run.Node.Id.Value, run.Fate)), Model.Asked,
                Model.Runs.Where(run => run is { Fate: Fate.Running, IsWaiting: true }).Select(run => run.Path)));
    }

    private static string Told(
        InstanceSubStatus status, IEnumerable<(string, Fate)> fates, Dictionary<string, int> asked,
        IEnumerable<string> waits)
    {
        var runs = fates.GroupBy(one => one).Select(same => $"{same.Key.Item1} {same.Key.Item2} {same.Count()}");
        var lines = runs.Order(StringComparer.Ordinal).Prepend(status.ToString())
            .Concat(asked.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"));
        return string.Join('\n', status is InstanceSubStatus.Suspended or InstanceSubStatus.Faulted
            ? lines.Concat(waits.Order(StringComparer.Ordinal))
            : lines);
    }
}

/// <summary>Where an execution stands: ids and items of loops from the root down, as the model names it too.</summary>
internal static class Paths
{
    public static string Of(InstanceState state, ActivityInstanceId id)
    {
        var activity = state.Activities[id];
        var item = activity.Locals.TryGetValue("CurrentIndex", out var index) ? $"[{index}]" : "";
        return $"{(activity.Parent is { } parent ? Of(state, parent) : "")}/{activity.Activity}{item}";
    }

    public static IEnumerable<string> Waiting(InstanceState state) => Owners(state).Select(id => Of(state, id));

    /// <summary>The model's run for an execution: of several at one place the one as old.</summary>
    public static ModelRun? In(Model model, InstanceState state, ActivityInstanceId id)
    {
        var path = Of(state, id);
        var isFaulted = state.Activities[id].IsFaulted;
        var faulted = state.Activities.Values.Where(one => one.IsFaulted).Select(one => one.Id);
        var same = (isFaulted ? faulted : Owners(state))
            .Where(other => Of(state, other) == path).OrderBy(other => other.Value).ToList();
        return model.At(path, isFaulted).ElementAtOrDefault(same.IndexOf(id));
    }

    private static IEnumerable<ActivityInstanceId> Owners(InstanceState state) =>
        state.Bookmarks.Values.Select(wait => wait.Owner).Concat(state.Pending.Values).Distinct();
}
