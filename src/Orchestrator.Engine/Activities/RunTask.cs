using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Waits until somebody outside reports the result of a named task.</summary>
internal sealed class RunTask : IActivity
{
    public void Execute(Burst burst, Execution execution) => burst.Wait(execution, new Stimulus.Task(
        burst.Input(execution, "TaskName").AsText() ?? "", burst.Input(execution, "Payload")));
}
