using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>True or False.</summary>
internal sealed class FlowDecision : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var holds = burst.Input(execution, "Condition").ValueKind == JsonValueKind.True;
        burst.Complete(execution, Completion.By(holds ? "True" : "False"));
    }
}
