using Orchestrator.Engine.Expressions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Runs a script for what it changes; its value is the result, the outcomes are those it chose.</summary>
internal sealed class RunJavaScript : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var script = new Expression("JavaScript", burst.Input(execution, "Script"), null);
        var from = new Viewpoint(execution.Id, Json.Nothing) { ChoosesOutcomes = true };
        if (string.IsNullOrWhiteSpace(script.Value.AsText()))
            burst.Complete(execution);
        else if (!burst.TryEvaluate(from, script, out var value, out var problem))
            burst.Fail(execution, problem.Code, problem.Message);
        else
            burst.Complete(execution, Completion.Done with
            {
                Outcomes = burst.ChosenOutcomes ?? Completion.Done.Outcomes,

                // A script without a value leaves the variable alone that its result is bound to.
                Outputs = value.IsNull() ? Json.Nothing : Json.Nothing.Add("Result", value),
            });
    }
}
