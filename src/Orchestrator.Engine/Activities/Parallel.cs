using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>All its children side by side; ends when all have ended.</summary>
internal sealed class Parallel : IActivity
{
    public void Execute(Burst burst, Execution execution) =>
        Outstanding.Schedule(burst, execution, execution.Activity.Children);

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child) =>
        Outstanding.OneLess(burst, execution);

    public bool TryJump(Burst burst, Execution execution, Jump to) => Outstanding.TryJump(burst, execution, to);
}
