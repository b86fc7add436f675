using System.Collections.Frozen;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Leaves the nearest loop; everything between it and the loop ends with it.</summary>
internal sealed class Break : IActivity
{
    private static readonly FrozenSet<string> Loops =
        FrozenSet.Create("Elsa.For", "Elsa.ForEach", "Elsa.While", "Elsa.Fork");

    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution)
    {
        var around = burst.Around(execution.Id).ToList();
        var loop = around.FindIndex(container => Loops.Contains(container.Node.Type));
        foreach (var container in around.Take(loop + 1))
            burst.Happen(new Event.BreakAsked(container.Id));
        burst.Complete(execution);
    }
}
