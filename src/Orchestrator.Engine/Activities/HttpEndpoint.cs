using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Waits for a request to its path. When it is the trigger that was hit, the request is there already, the first time.
/// </summary>
internal sealed class HttpEndpoint : IActivity
{
    public bool AsksTheWorld => true;

    public void Execute(Burst burst, Execution execution)
    {
        if (burst.IsHit(execution))
            Resume(burst, execution, burst.State.Trigger?.Payload ?? Json.EmptyObject);
        else
            LedgerActivity.Ask(burst, execution);
    }

    /// <summary>The members of a request are the outputs.</summary>
    public void Resume(Burst burst, Execution execution, JsonElement input)
    {
        if (input.Member("result")?.Member("requestId")?.AsText() is { } taken)
            burst.Take(taken);
        burst.Complete(execution, Completion.Done with
        {
            Outputs = input.ValueKind != JsonValueKind.Object ? Json.Nothing : input.EnumerateObject()
                .ToImmutableDictionary(member => ForeignJson.PascalCase(member.Name), member => member.Value.Clone()),
        });
    }
}
