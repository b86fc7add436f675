using System.Text.Json;

namespace Orchestrator.Engine.Simulation;

/// <summary>An event on its way to whoever waits for it.</summary>
/// <param name="Name">As the drawings have it.</param>
/// <param name="CorrelationId">Only instances of this correlation hear it; null: all.</param>
/// <param name="Payload">Becomes the Result of the waiting activity.</param>
public sealed record WorldEvent(string Name, string? CorrelationId, JsonElement Payload)
{
    /// <summary>Set where only this instance may hear it.</summary>
    public InstanceId? Only { get; init; }

    internal bool Concerns(WorldInstance instance) =>
        (CorrelationId is null || CorrelationId == instance.State.CorrelationId)
        && (Only is null || Only == instance.Id);
}
