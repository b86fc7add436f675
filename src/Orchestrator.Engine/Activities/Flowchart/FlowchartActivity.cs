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
        if (IsByToken(burst))
            LeaveByToken(burst, execution, place, child);
        else
            LeaveByCount(burst, execution, place, child);
    }

    public bool TryJump(Burst burst, Execution execution, Jump to)
    {
        var before = FlowRule.PlacesOf(burst, execution);
        if (to.CancelsOthers)
            burst.EndChildren(execution.Id);
        var memory = burst.State.Activities[execution.Id].Flow ?? FlowMemory.Empty;
        var flow = execution.Activity.Flow!;
        var rearmed = new FlowJump(flow, flow.GraphFrom(StartOf(burst, execution)))
        {
            Target = execution.Activity.Children.IndexOf(to.Child),
            Running = FlowRule.PlacesOf(burst, execution),
            Ended = to.CancelsOthers ? before : new HashSet<int>(),
            Waits = place => FlowRule.MergeOf(burst, execution, place) is MergeMode.Merge or MergeMode.Converge,
        };
        burst.Happen(new Event.FlowRemembered(
            execution.Id, IsByToken(burst) ? rearmed.Tokens(memory) : rearmed.Counts(memory)));
        burst.Schedule(execution, to.Child, IsByToken(burst) ? null : ByLoop);
        return true;
    }

    public void Remember(Burst burst, Execution execution, Redrawn was)
    {
        if (burst.State.Activities[execution.Id].Flow is not { } memory)
            return;
        burst.Happen(new Event.FlowRemembered(execution.Id, FlowRedrawing.Of(burst, execution, was).Carry(memory)));
    }

    /// <summary>No line leaves what is gone: <see cref="GoOn"/> sees what that makes possible.</summary>
    public void ChildGone(Burst burst, Execution execution, CompletedChild child)
    {
        // Nothing of it is counted.
    }

    public void GoOn(Burst burst, Execution execution, Redrawn was)
    {
        if (burst.State.Activities[execution.Id].IsFaulted)
            return;
        var redrawn = FlowRedrawing.Of(burst, execution, was).Changed();
        var isQuiet = true;
        if (IsByToken(burst))
        {
            var walk = new TokenWalk(burst, execution, StartOf(burst, execution));
            walk.Reconsider(redrawn);
            isQuiet = walk.IsQuiet;
        }
        else
        {
            new CounterWalk(burst, execution, StartOf(burst, execution)).Reconsider(redrawn);
        }

        if (isQuiet && burst.IsIdle(execution.Id))
            burst.Complete(execution);
    }

    private static bool IsByToken(Burst burst) =>
        burst.Workflow.Definition.Options.FlowchartMode == FlowchartMode.Token;

    private static void LeaveByCount(Burst burst, Execution execution, int place, CompletedChild child)
    {
        var walk = new CounterWalk(burst, execution, StartOf(burst, execution));
        walk.Leave(place, child.How.Outcomes, child.Instance.Locals.ContainsKey(Backward));
        if (walk.BrokenLoop is { } line)
            burst.FailRunning("RT114",
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

    /// <summary>A join that begins ends what has come up before it since it was decided.</summary>
    public static void CancelBefore(Burst burst, Execution execution, CompiledActivity join)
    {
        var (start, place) = (StartOf(burst, execution), execution.Activity.Children.IndexOf(join.Index));
        if (burst.Workflow.Definition.Options.FlowchartMode == FlowchartMode.Token)
            new TokenWalk(burst, execution, start).CancelBefore(place);
        else
            new CounterWalk(burst, execution, start).CancelBefore(place);
    }

    private static int StartOf(Burst burst, Execution execution) =>
        execution.Activity.Flow!.StartFor(burst.State.Trigger);
}
