using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Ends the whole workflow at once.</summary>
internal sealed class Finish : IActivity
{
    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution)
    {
        burst.EndNow();
        if (burst.IsFaulted)
            burst.Fail(execution, "RT123", $"“{execution.Node.Id}”期望结束运行中的流程，实际流程已经出错；请先处理出错的步骤。");
        else
            burst.CompleteAlone(execution);
    }
}
