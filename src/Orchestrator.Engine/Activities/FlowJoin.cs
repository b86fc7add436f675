using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>When it runs is the flowchart's business; when it does, whatever still runs before it ends.</summary>
internal sealed class FlowJoin : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (burst.Around(execution.Id).FirstOrDefault() is { Activity.Flow: not null } flowchart
            && burst.State.ChildrenOf(flowchart.Id).Count > 1)
            FlowchartActivity.CancelBefore(burst, flowchart, execution.Activity);
        burst.Complete(execution);
    }
}
