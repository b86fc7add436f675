using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

internal sealed class WriteLine : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        burst.Happen(new Event.LineWritten(execution.Id, burst.Input(execution, "Text").AsText() ?? ""));
        burst.Complete(execution);
    }
}
