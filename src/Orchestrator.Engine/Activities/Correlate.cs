using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

internal sealed class Correlate : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        burst.Happen(new Event.CorrelationSet(burst.Input(execution, "CorrelationId").AsText()));
        burst.Complete(execution);
    }
}
