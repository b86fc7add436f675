using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Ends the enclosing workflow used as an activity with outcomes, or else the workflow itself.</summary>
internal sealed class Complete : IActivity
{
    public bool IsTerminal => true;

    public void Execute(Burst burst, Execution execution)
    {
        var around = burst.Around(execution.Id).ToList();
        var composite = around.FindIndex(container => container.Activity.Used is not null);
        if (composite >= 0)
            burst.Happen(new Event.OutcomesChosen(around[composite].Id, Outcomes(burst.Input(execution, "Outcomes"))));

        // The wrapper just below the composite ends by itself when its root does.
        foreach (var container in composite < 0 ? around : around.Take(composite - 1))
            burst.Happen(new Event.BreakAsked(container.Id));
        burst.Complete(execution);
    }

    private static ImmutableArray<string> Outcomes(JsonElement written) => written.ValueKind switch
    {
        JsonValueKind.Array => [.. written.EnumerateArray().Select(one => one.AsText() ?? "")],
        JsonValueKind.String => [written.GetString() ?? ""],
        _ => [],
    };
}
