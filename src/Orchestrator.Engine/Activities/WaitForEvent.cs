using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Waits for an event by name. When it is the trigger that was hit, what hit it is its result, the first time.
/// </summary>
internal sealed class WaitForEvent : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        if (burst.IsHit(execution))
            burst.Complete(
                execution, Completion.With("Result", burst.State.Trigger?.Payload ?? Json.EmptyObject));
        else if (burst.Input(execution, "EventName").AsText() is { Length: > 0 } name)
            burst.Wait(execution, new Stimulus.Event(name));
        else
            burst.Fail(execution, "RT113", $"“{execution.Node.Id}”期望事件名称，实际为空；请在设计器中填写。");
    }
}
