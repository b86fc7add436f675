using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Instances;

/// <summary>An activity that is still to run in this decision.</summary>
/// <param name="Activity">Its index.</param>
/// <param name="Parent">The container it will run in; null for the root.</param>
/// <param name="Locals">What a loop gives it.</param>
internal readonly record struct Scheduled(
    int Activity, ActivityInstanceId? Parent, ImmutableDictionary<string, JsonElement> Locals);

/// <summary>What is still to run, first come first served, and at hand by the container it will run in.</summary>
internal sealed class Agenda
{
    private readonly Queue<Scheduled> queue = [];
    private readonly Dictionary<ActivityInstanceId, List<int>> within = [];

    public void Add(Scheduled scheduled)
    {
        queue.Enqueue(scheduled);
        if (scheduled.Parent is not { } parent)
            return;
        if (!within.TryGetValue(parent, out var own))
            within[parent] = own = [];
        own.Add(scheduled.Activity);
    }

    public bool TryTake(out Scheduled next)
    {
        if (!queue.TryDequeue(out next))
            return false;
        if (next.Parent is { } parent)
            within[parent].Remove(next.Activity);
        return true;
    }

    public int Count => queue.Count;

    public bool Has(ActivityInstanceId parent) => within.TryGetValue(parent, out var own) && own.Count > 0;

    public bool Has(ActivityInstanceId parent, int activity) =>
        within.TryGetValue(parent, out var own) && own.Contains(activity);

    /// <summary>What was still to run in this container does not.</summary>
    public void Withdraw(ActivityInstanceId parent)
    {
        if (!Has(parent))
            return;
        var others = queue.Where(scheduled => scheduled.Parent != parent).ToArray();
        queue.Clear();
        foreach (var scheduled in others)
            queue.Enqueue(scheduled);
        within.Remove(parent);
    }

    public void Clear()
    {
        queue.Clear();
        within.Clear();
    }
}
