using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>All its branches side by side; ends when all have ended, or with the first.</summary>
internal sealed class Fork : IActivity
{
    public void Execute(Burst burst, Execution execution) =>
        Outstanding.Schedule(burst, execution, execution.Activity.Children);

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (Mode.IsWaitAny(burst.Input(execution, "JoinMode")))
            burst.Complete(execution);
        else
            Outstanding.OneLess(burst, execution);
    }

    public bool TryJump(Burst burst, Execution execution, Jump to) => Outstanding.TryJump(burst, execution, to);
}
