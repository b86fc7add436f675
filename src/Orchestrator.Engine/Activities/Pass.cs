using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Start: nothing of its own.</summary>
internal sealed class Pass : IActivity
{
    public void Execute(Burst burst, Execution execution) => burst.Complete(execution);
}
