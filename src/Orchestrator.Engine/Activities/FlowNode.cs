using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Elsa's "Container": its body, then Done.</summary>
internal sealed class FlowNode : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (execution.Activity.Ports.TryGetValue("body", out var body))
            burst.Schedule(execution, body);
        else
            burst.Complete(execution);
    }
}
