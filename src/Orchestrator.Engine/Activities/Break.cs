using System.Collections.Frozen;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Leaves the nearest loop. The sequences and forks on the way to it, or all of them where there is no loop, end with
/// their running child; every other container goes its own way.
/// </summary>
internal sealed class Break : IActivity
{
    private static readonly FrozenSet<string> Loops = FrozenSet.Create("Elsa.For", "Elsa.ForEach", "Elsa.While");
    private static readonly FrozenSet<string> Passed = FrozenSet.Create("Elsa.Sequence", "Elsa.Fork");

    public bool IsTerminal => true;

    public static bool IsLoop(Execution container) => Loops.Contains(container.Node.Type);

    public void Execute(Burst burst, Execution execution)
    {
        foreach (var container in burst.Around(execution.Id).ToList())
        {
            if (IsLoop(container) || Passed.Contains(container.Node.Type))
                burst.Happen(new Event.BreakAsked(container.Id));
            if (IsLoop(container))
                break;
        }

        burst.Complete(execution);
    }
}
