using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Ends the enclosing container; siblings that wait are cancelled.</summary>
internal sealed class End : IActivity
{
    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution) => burst.Complete(execution);
}
