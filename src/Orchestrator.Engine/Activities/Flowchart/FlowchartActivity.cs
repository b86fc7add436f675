using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Children joined by lines. Elsa's two ways to follow them: counted visits, or tokens.</summary>
internal sealed class FlowchartActivity : IActivity
{
    /// <summary>Marks an execution that a backward line began: its own visit is not counted.</summary>
    private const string Backward = "#backward";

    public static readonly ImmutableDictionary<string, JsonElement> ByLoop = Json.Nothing.Add(Backward, Json.True);

    public void Execute(Burst burst, Execution execution)
    {
        var start = StartOf(burst, execution);
        if (start < 0)
            burst.Complete(execution);
        else
            burst.Schedule(execution, execution.Activity.Children[start]);
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        if (child.Activity.Behaviour.IsTerminal)
        {
            burst.Complete(execution);
            return;
        }

        var place = execution.Activity.Children.IndexOf(child.Activity.Index);
        if (burst.Workflow.Definition.Options.FlowchartMode == FlowchartMode.Token)
            LeaveByToken(burst, execution, place, child);
        else
            LeaveByCount(burst, execution, place, child);
    }

    private static void LeaveByCount(Burst burst, Execution execution, int place, CompletedChild child)
    {
        var walk = new CounterWalk(burst, execution, StartOf(burst, execution));
        walk.Leave(place, child.How.Outcomes, child.Instance.Locals.ContainsKey(Backward));
        if (walk.BrokenLoop is { } line)
            burst.Fail(execution, "RT114",
                $"回到“{line}”的连线不成循环：从起点到这条连线的每条路都应经过“{line}”。请在设计器中改正。");
        else if (burst.IsIdle(execution.Id))
            burst.Complete(execution);
    }

    private static void LeaveByToken(Burst burst, Execution execution, int place, CompletedChild child)
    {
        var walk = new TokenWalk(burst, execution, StartOf(burst, execution));
        walk.Leave(place, child.How.Outcomes);
        if (burst.IsIdle(execution.Id) && walk.IsQuiet)
            burst.Complete(execution);
    }

    private static int StartOf(Burst burst, Execution execution)
    {
        var flow = execution.Activity.Flow!;
        return burst.State.Trigger is { } hit && flow.Triggers.TryGetValue(hit.Activity, out var place)
            ? place
            : flow.Start;
    }
}
