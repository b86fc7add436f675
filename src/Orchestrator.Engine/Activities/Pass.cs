using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Start and FlowJoin: nothing of their own. The rule of a join is the flowchart's business.</summary>
internal sealed class Pass : IActivity
{
    public void Execute(Burst burst, Execution execution) => burst.Complete(execution);
}
