using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>The body as long as its condition holds, asked before every round.</summary>
internal sealed class While : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var condition = Json.False;
        if (execution.Node.Inputs.TryGetValue("condition", out var written)
            && !burst.TryEvaluate(execution.Id, written with { TypeName = "Boolean" }, out condition, out var problem))
            burst.Fail(execution, problem.Code, problem.Message);
        else if (condition.ValueKind != JsonValueKind.True)
            burst.Complete(execution);
        else if (execution.Activity.Ports.TryGetValue("body", out var body))
            burst.Schedule(execution, body);
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child) => Execute(burst, execution);
}
