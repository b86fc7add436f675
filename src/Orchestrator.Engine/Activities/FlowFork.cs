using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>All branch names at once.</summary>
internal sealed class FlowFork : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var branches = burst.Input(execution, "Branches");
        burst.Complete(execution, Completion.By(branches.ValueKind == JsonValueKind.Array
            ? [.. branches.EnumerateArray().Select(branch => branch.AsText() ?? "")]
            : ImmutableArray<string>.Empty));
    }
}
