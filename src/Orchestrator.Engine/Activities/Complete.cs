using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Ends the enclosing workflow used as an activity with outcomes, or else the workflow itself. What it ends on its way
/// there may have scheduled a next step, which still runs.
/// </summary>
internal sealed class Complete : IActivity
{
    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution)
    {
        var around = burst.Around(execution.Id).ToList();
        var composite = around.FindIndex(container => container.Activity.Used is not null);
        if (composite >= 0)
            burst.Happen(new Event.OutcomesChosen(around[composite].Id, Outcomes(burst.Input(execution, "Outcomes"))));
        foreach (var loop in around.Take(composite < 0 ? around.Count : composite).Where(Break.IsLoop))
        {
            if (burst.IsRunning(loop.Id))
                burst.Cancel(loop.Id);
        }

        if (burst.IsRunning(execution.Id))
            burst.Complete(execution);
        if (composite < 0)
            burst.CompleteWorkflow();
        else if (burst.IsRunning(around[composite - 1].Id))
            burst.Complete(around[composite - 1]);
    }

    private static ImmutableArray<string> Outcomes(JsonElement written) => written.ValueKind switch
    {
        JsonValueKind.Array => [.. written.EnumerateArray().Select(one => one.AsText() ?? "")],
        JsonValueKind.Null => [],
        _ => [written.AsText() ?? ""],
    };
}
