using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Its children one after the other. Its place is the next child's.</summary>
internal sealed class Sequence : IActivity
{
    public void Execute(Burst burst, Execution execution) => Next(burst, execution, 0);

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (child.Activity.Behaviour.IsTerminal)
            burst.Complete(execution);
        else
            Next(burst, execution, burst.State.Activities[execution.Id].Place + 1);
    }

    public bool TryJump(Burst burst, Execution execution, Jump to)
    {
        burst.EndChildren(execution.Id);
        burst.Happen(new Event.PlaceTaken(execution.Id, execution.Activity.Children.IndexOf(to.Child)));
        burst.Schedule(execution, to.Child);
        return true;
    }

    /// <summary>Behind everything that it has begun, wherever that stands now: nothing of it runs again.</summary>
    public void Remember(Burst burst, Execution execution, Redrawn was)
    {
        var now = execution.Activity.Children.Select(child => burst.Workflow.Activities[child].Node.Id).ToList();
        var old = burst.State.Activities[execution.Id].Place;
        var place = was.Children.Take(old + 1).Select(child => now.IndexOf(child)).DefaultIfEmpty(-1).Max();
        if (place != old)
            burst.Happen(new Event.PlaceTaken(execution.Id, place));
    }

    private static void Next(Burst burst, Execution execution, int place)
    {
        if (place == execution.Activity.Children.Length)
        {
            burst.Complete(execution);
            return;
        }

        if (place != burst.State.Activities[execution.Id].Place)
            burst.Happen(new Event.PlaceTaken(execution.Id, place));
        burst.Schedule(execution, execution.Activity.Children[place]);
    }
}
