using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Runs another workflow to its end; without waiting, until it waits for something itself. Its result says how the
/// other one stands.
/// </summary>
internal sealed class ExecuteWorkflow : IActivity
{
    public void Execute(Burst burst, Execution execution) =>
        Children.Ask(
            burst, execution, [Children.Start(burst, execution)],
            Children.MustWait(burst, execution) ? Awaited.End : Awaited.FirstWait);

    public void ChildrenStarted(Burst burst, Execution execution, EffectId effect, int count) =>
        Children.Await(burst, execution, effect, count);

    public void InstanceEnded(Burst burst, Execution execution, EndedInstance ended)
    {
        var status = ended.Child.SubStatus is InstanceSubStatus.Finished or InstanceSubStatus.Cancelled
            or InstanceSubStatus.Faulted ? InstanceStatus.Finished : InstanceStatus.Running;
        burst.Complete(execution, Completion.With("Result", Json.Of(Json.Nothing
            .Add("workflowInstanceId", Json.Of(ended.Child.Child.ToString()))
            .Add("status", Json.Of(status.ToString()))
            .Add("subStatus", Json.Of(ended.Child.SubStatus.ToString()))
            .Add("output", Json.Of(ended.Child.Output)))));
    }
}
