using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>All branch names at once; none where the list of them is empty.</summary>
internal sealed class FlowFork : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var branches = burst.Input(execution, "Branches");
        burst.Complete(execution, branches.ValueKind == JsonValueKind.Array
            ? Completion.Done with { Outcomes = [.. branches.EnumerateArray().Select(one => one.AsText() ?? "")] }
            : Completion.Done);
    }
}
