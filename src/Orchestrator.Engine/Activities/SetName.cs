using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

internal sealed class SetName : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        burst.Happen(new Event.NameSet(burst.Input(execution, "Value").AsText()));
        burst.Complete(execution);
    }
}
