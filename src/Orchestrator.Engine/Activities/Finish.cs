using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Ends the whole workflow at once.</summary>
internal sealed class Finish : IActivity
{
    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution)
    {
        burst.CompleteAlone(execution);
        burst.EndNow();
    }
}
