using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>A type of Elsa's that is not run here, or a workflow used as an activity that is not there.</summary>
internal sealed class UnknownActivity : IActivity
{
    public static readonly UnknownActivity Instance = new();

    private UnknownActivity() { }

    public void Execute(Burst burst, Execution execution) => burst.Fail(execution, "RT116",
        $"“{execution.Node.Id}”的活动类型 {execution.Node.Type} 不能在这里运行；请换用其他活动后重新发布。");
}
