using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>The labels of the first (or every) true case, else Default. All conditions are asked.</summary>
internal sealed class FlowSwitch : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var all = Mode.IsMatchAny(burst.Input(execution, "Mode"));
        var labels = ImmutableArray.CreateBuilder<string>();
        foreach (var one in execution.Node.Cases)
        {
            if (!burst.TryEvaluate(execution.Id, one.Condition, out var condition, out var problem))
            {
                burst.Fail(execution, problem.Code, problem.Message);
                return;
            }

            if (condition.ValueKind == JsonValueKind.True && (all || labels.Count == 0))
                labels.Add(one.Label);
        }

        burst.Complete(execution, Completion.By(labels.Count > 0 ? labels.ToImmutable() : ["Default"]));
    }
}
