using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Starts another workflow; waits for its end only when told to. Its result is the child's output.</summary>
internal sealed class DispatchWorkflow : IActivity
{
    public void Execute(Burst burst, Execution execution) => Children.Ask(
        burst, execution, [Children.Start(burst, execution)], Children.Awaits(burst, execution));

    public void ChildrenStarted(Burst burst, Execution execution, EffectId effect, int count) =>
        Children.Await(burst, execution, effect, Children.MustWait(burst, execution) ? count : 0);

    public void InstanceEnded(Burst burst, Execution execution, EndedInstance ended)
    {
        burst.Hear(ended.Child.Output);
        burst.Complete(execution, Completion.With("Result", Json.Of(ended.Child.Output)));
    }
}
