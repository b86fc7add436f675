using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Raises a fault that the drawing itself asks for.</summary>
internal sealed class Fault : IActivity
{
    public void Execute(Burst burst, Execution execution) => burst.Fail(
        execution, "RT115", burst.Input(execution, "Message").AsText() ?? "流程主动报错，未填写说明。");
}
