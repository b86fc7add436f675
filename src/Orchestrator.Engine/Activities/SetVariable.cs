using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Stores a value, converted to the variable's type.</summary>
internal sealed class SetVariable : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var target = execution.Node.Inputs.GetValueOrDefault("variable")?.Value.Member("id")?.AsText() ?? "";
        if (!burst.Scope.TrySet(execution.Id, target, burst.Input(execution, "Value"), out var problem))
            burst.Fail(execution, problem.Code, problem.Message);
        else
            burst.Complete(execution);
    }
}
