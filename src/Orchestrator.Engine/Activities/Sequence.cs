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

    private static void Next(Burst burst, Execution execution, int place)
    {
        if (place == execution.Activity.Children.Length)
        {
            burst.Complete(execution);
            return;
        }

        if (place > 0)
            burst.Happen(new Event.PlaceTaken(execution.Id, place));
        burst.Schedule(execution, execution.Activity.Children[place]);
    }
}
