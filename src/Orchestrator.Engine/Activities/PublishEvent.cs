using System.Text.Json;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Raises an event for waiting and startable workflows.</summary>
internal sealed class PublishEvent : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var own = burst.Input(execution, "IsLocalEvent").ValueKind == JsonValueKind.True;
        var correlation = burst.Input(execution, "CorrelationId").AsText();
        burst.Ask(new Effect.Publish(
            burst.Input(execution, "EventName").AsText() ?? "",
            string.IsNullOrWhiteSpace(correlation) ? null : correlation,
            burst.Input(execution, "Payload") is { ValueKind: not JsonValueKind.Null } payload ? payload
                : Json.EmptyObject,
            own));
        burst.Complete(execution);
    }
}
