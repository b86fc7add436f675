using Orchestrator.Engine.Expressions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Runs a script for what it changes; its value is the result, the outcomes are those it chose.</summary>
internal sealed class RunJavaScript : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var script = new Expression("JavaScript", burst.Input(execution, "Script"), null);
        if (script.Value.IsNull())
            burst.Complete(execution);
        else if (!burst.TryEvaluate(execution.Id, script, out var value, out var problem))
            burst.Fail(execution, problem.Code, problem.Message);
        else
            burst.Complete(execution, Completion.By(burst.ChosenOutcomes) with
            {
                Outputs = Json.Nothing.Add("Result", value),
            });
    }
}
