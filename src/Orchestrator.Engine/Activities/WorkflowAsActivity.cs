using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Runs another workflow inside this instance, to the outcomes that it was told.</summary>
internal sealed class WorkflowAsActivity : IActivity
{
    public static readonly WorkflowAsActivity Instance = new();

    private WorkflowAsActivity() { }

    public void Execute(Burst burst, Execution execution) =>
        burst.Schedule(execution, execution.Activity.Children[0]);

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child) =>
        burst.Complete(execution, Completion.By(burst.State.Activities[execution.Id].Outcomes));
}
