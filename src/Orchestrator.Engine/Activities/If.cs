using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Runs <c>then</c> or <c>else</c>.</summary>
internal sealed class If : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var condition = burst.Input(execution, "Condition").ValueKind == JsonValueKind.True;
        burst.Record(execution, "Result", Json.Of(condition));
        if (execution.Activity.Ports.TryGetValue(condition ? "then" : "else", out var branch))
            burst.Schedule(execution, branch);
        else
            burst.Complete(execution);
    }
}
