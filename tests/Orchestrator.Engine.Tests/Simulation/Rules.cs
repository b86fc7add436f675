using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>What must hold after every decision.</summary>
internal static class Rules
{
    public static void Check(Player player, Stored before, Stored after, Decision.Accepted accepted)
    {
        var row = after.Journal[^1];
        Folded(before, after, row);
        Again(player, before, row);
        Twice(player, after, row);
        Ordered(before.Read(), accepted);
        Bounded(accepted.State);
    }

    public static void CheckWaits(InstanceState state, ImmutableSortedDictionary<long, Stimulus> table, bool mustWait)
    {
        var kept = state.Status == InstanceStatus.Running
            ? state.Bookmarks.ToImmutableSortedDictionary(wait => wait.Key.Value, wait => wait.Value.For)
            : ImmutableSortedDictionary<long, Stimulus>.Empty;
        Same("the waits are those that the effects announced", Told(kept), Told(table));
        if (mustWait && state.Status == InstanceStatus.Running && state.Incidents.IsEmpty && kept.IsEmpty)
            throw new BrokenRule("an instance that runs waits for something", $"{state.SubStatus}, no wait");
    }

    /// <summary>What is stored is the fold of the journal, read and written again without a difference.</summary>
    private static void Folded(Stored before, Stored after, JournalRow row)
    {
        var folded = EngineJson.DeserializeEvents(row.Events).Aggregate(before.Read(), Applier.Apply);
        Same("the state is the fold of the journal", after.State!, EngineJson.Serialize(folded));
        Same("a state is read as it was written", after.State!, EngineJson.Serialize(after.Read()));
        Same("events are read as they were written", row.Events,
            EngineJson.Serialize(EngineJson.DeserializeEvents(row.Events)));
    }

    /// <summary>The same command on the same stored bytes at the same moment.</summary>
    private static void Again(Player player, Stored before, JournalRow row) => Same(
        "a replay gives the same events", row.Events,
        Decider.Decide(player.Workflow, before.Read(), EngineJson.DeserializeCommand(row.Command), row.Moment)
            is Decision.Accepted again ? EngineJson.Serialize(again.Events) : []);

    private static void Twice(Player player, Stored after, JournalRow row)
    {
        var command = EngineJson.DeserializeCommand(row.Command);
        if (command is not Command.Park
            && Decider.Decide(player.Workflow, after.Read(), command, row.Moment) is Decision.Accepted)
            throw new BrokenRule("a command delivered twice changes nothing", command.ToString());
    }

    private static void Ordered(InstanceState before, Decision.Accepted accepted)
    {
        var (state, events) = (accepted.State, accepted.Events);
        if (state.Sequence != before.Sequence + events.Length)
            throw new BrokenRule("a number for every event", $"{before.Sequence} + {events.Length} → {state.Sequence}");
        var ids = events.OfType<Event.ActivityStarted>().Select(started => started.Id.Value).ToList();
        if (!ids.SequenceEqual(ids.Distinct().Order()) || ids.Exists(id => id <= before.Sequence))
            throw new BrokenRule("ids increase", string.Join(' ', ids));
        if (before.Status == InstanceStatus.Finished && state.Status == InstanceStatus.Running
            && !events.Any(happened => happened is Event.Retried))
            throw new BrokenRule("what has ended stays ended", $"{before.SubStatus} → {state.SubStatus}");
        var isOfEnd = state.SubStatus is InstanceSubStatus.Finished or InstanceSubStatus.Cancelled
            or InstanceSubStatus.Faulted;
        if (isOfEnd != (state.Status == InstanceStatus.Finished))
            throw new BrokenRule("status and sub-status agree", $"{state.Status}, {state.SubStatus}");
    }

    private static void Bounded(InstanceState state)
    {
        var orphans = state.Activities.Values.Where(one =>
            one.Parent is { } parent && !state.Activities.ContainsKey(parent)).ToList();
        if (orphans.Count > 0)
            throw new BrokenRule("nothing runs below what has ended", orphans[0].Activity.Value);
        var strays = state.Bookmarks.Values.Select(wait => wait.Owner).Concat(state.Pending.Values)
            .Where(owner => !state.Activities.ContainsKey(owner)).ToList();
        if (strays.Count > 0)
            throw new BrokenRule("nobody waits who has ended", $"execution {strays[0].Value}");
        if (state.Incidents.Any(incident => incident.Code is "RT110" or "RT119"))
            throw new BrokenRule("no limit is reached by these drawings", state.Incidents[^1].Message);
    }

    private static string Told(ImmutableSortedDictionary<long, Stimulus> waits) =>
        string.Join('\n', waits.Select(wait => $"{wait.Key} {Kind(wait.Value)}"));

    private static string Kind(Stimulus stimulus) => stimulus switch
    {
        Stimulus.Event named => $"event {named.Name}",
        Stimulus.Time time => $"time {time.DueAt:O}",
        Stimulus.Children children => $"children {children.Count}",
        Stimulus.Ledger ledger => $"ledger {ledger.Key} {ledger.Until:O}",
        _ => "task",
    };

    private static void Same(string rule, byte[] one, byte[] other) =>
        Same(rule, Encoding.UTF8.GetString(one), Encoding.UTF8.GetString(other));

    private static void Same(string rule, string one, string other)
    {
        if (one != other)
            throw new BrokenRule(rule, $"\n{one}\n— and —\n{other}");
    }
}
