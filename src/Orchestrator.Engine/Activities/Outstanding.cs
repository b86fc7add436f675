using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Containers whose children run side by side: the place counts those that are still out.</summary>
internal static class Outstanding
{
    public static void Schedule(Burst burst, Execution execution, IReadOnlyCollection<int> children)
    {
        if (children.Count == 0)
        {
            burst.Complete(execution);
            return;
        }

        burst.Happen(new Event.PlaceTaken(execution.Id, children.Count));
        foreach (var child in children)
            burst.Schedule(execution, child);
    }

    public static bool TryJump(Burst burst, Execution execution, Jump to)
    {
        if (to.CancelsOthers)
            burst.EndChildren(execution.Id);
        var others = to.CancelsOthers ? 0 : burst.State.Activities[execution.Id].Place;
        burst.Happen(new Event.PlaceTaken(execution.Id, others + 1));
        burst.Schedule(execution, to.Child);
        return true;
    }

    public static void OneLess(Burst burst, Execution execution)
    {
        var left = burst.State.Activities[execution.Id].Place - 1;
        burst.Happen(new Event.PlaceTaken(execution.Id, left));
        if (left == 0)
            burst.Complete(execution);
    }
}
