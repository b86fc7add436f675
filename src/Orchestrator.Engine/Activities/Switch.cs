using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// The activity of the first (or every) true case, else the default; ends when all have ended. Every condition is
/// asked.
/// </summary>
internal sealed class Switch : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var all = Mode.IsMatchAny(burst.Input(execution, "Mode"));
        var chosen = new List<int>();
        var matched = false;
        foreach (var (one, activity) in execution.Node.Cases.Zip(execution.Activity.Cases))
        {
            if (!burst.TryEvaluate(execution.Id, one.Condition, out var condition, out var problem))
            {
                burst.Fail(execution, problem.Code, problem.Message);
                return;
            }

            if (condition.ValueKind != JsonValueKind.True || (matched && !all))
                continue;
            matched = true;
            if (activity >= 0)
                chosen.Add(activity);
        }

        if (!matched && execution.Activity.Ports.TryGetValue("default", out var otherwise))
            chosen.Add(otherwise);
        Outstanding.Schedule(burst, execution, chosen);
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child) =>
        Outstanding.OneLess(burst, execution);

    public bool TryJump(Burst burst, Execution execution, Jump to) => Outstanding.TryJump(burst, execution, to);
}
