using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Is in one state at a time. It enters it, waits for the triggers of the transitions that leave it, takes the first
/// whose condition holds (its action, then what leaving does) and enters the next; a state that nothing leaves is the
/// end. Its place is the state it is in; past all states, the transition that it is taking.
/// </summary>
internal sealed class StateMachineActivity : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var machine = execution.Node.Machine!;
        Enter(burst, execution, machine.Find(machine.Initial));
    }

    public void ChildCompleted(Burst burst, Execution execution, CompletedChild child)
    {
        var machine = execution.Node.Machine!;
        var ended = execution.Activity.Children.IndexOf(child.Activity.Index);
        var place = burst.State.Activities[execution.Id].Place;
        var taken = place - machine.States.Length;
        if (taken < 0 && machine.States[place].Entry == ended)
            AwaitTriggers(burst, execution, place);
        else if (taken < 0 && child.How.IsCanceled)
            Lose(burst, execution);
        else if (taken < 0)
            Try(burst, execution, machine.Transitions.Index().First(one => one.Item.Trigger == ended).Index);
        else if (machine.Transitions[taken].Action == ended)
            Leave(burst, execution, taken);
        else
            Enter(burst, execution, machine.Find(machine.Transitions[taken].To));
    }

    /// <summary>What it remembers is one place: a step in the middle of it would stand nowhere.</summary>
    public bool TryJump(Burst burst, Execution execution, Jump to) => false;

    private static void Enter(Burst burst, Execution execution, int state)
    {
        if (state < 0)
        {
            burst.Complete(execution);
            return;
        }

        burst.Happen(new Event.PlaceTaken(execution.Id, state));
        if (execution.Node.Machine!.States[state].Entry is >= 0 and var entry)
            Schedule(burst, execution, entry);
        else
            AwaitTriggers(burst, execution, state);
    }

    private static void AwaitTriggers(Burst burst, Execution execution, int state)
    {
        var machine = execution.Node.Machine!;
        var outbound = machine.Outbound(state).ToArray();
        foreach (var transition in outbound)
            Schedule(burst, execution, machine.Transitions[transition].Trigger);
        if (outbound.Length == 0)
            burst.Complete(execution);
    }

    /// <summary>A cancelled trigger sets nothing off; with none left, nothing leaves the state any more.</summary>
    private static void Lose(Burst burst, Execution execution)
    {
        if (burst.IsIdle(execution.Id))
            burst.Complete(execution);
    }

    /// <summary>Where its condition does not hold, its trigger is awaited again, and the others still are.</summary>
    private static void Try(Burst burst, Execution execution, int transition)
    {
        var machine = execution.Node.Machine!;
        var condition = execution.Node.Cases[transition].Condition;
        if (!burst.TryEvaluate(execution.Id, condition, out var holds, out var problem))
        {
            burst.Fail(execution, problem.Code, problem.Message);
        }
        else if (holds.ValueKind != JsonValueKind.True)
        {
            Schedule(burst, execution, machine.Transitions[transition].Trigger);
        }
        else
        {
            burst.CancelBelow(execution.Id);
            burst.Happen(new Event.PlaceTaken(execution.Id, machine.States.Length + transition));
            if (machine.Transitions[transition].Action is >= 0 and var action)
                Schedule(burst, execution, action);
            else
                Leave(burst, execution, transition);
        }
    }

    private static void Leave(Burst burst, Execution execution, int transition)
    {
        var machine = execution.Node.Machine!;
        var taken = machine.Transitions[transition];
        if (machine.States[machine.Find(taken.From)].Exit is >= 0 and var exit)
            Schedule(burst, execution, exit);
        else
            Enter(burst, execution, machine.Find(taken.To));
    }

    private static void Schedule(Burst burst, Execution execution, int child) =>
        burst.Schedule(execution, execution.Activity.Children[child]);
}
