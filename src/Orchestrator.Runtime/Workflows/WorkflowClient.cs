using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <summary>A start as a caller asks for it.</summary>
public sealed record StartRequest
{
    public required DefinitionId Definition { get; init; }

    /// <summary>The same key starts once, for ever; null starts every time.</summary>
    public string? Key { get; init; }
    public string? CorrelationId { get; init; }
    public ImmutableDictionary<string, JsonElement> Input { get; init; } = Json.Nothing;
}

/// <summary>An event for whoever waits for it; kept until somebody does.</summary>
/// <param name="Name">The event's name, as the drawings have it.</param>
/// <param name="CorrelationId">Only instances of this correlation hear it; null: all.</param>
/// <param name="Payload">Becomes the Result of the waiting activity.</param>
public sealed record PublishedEvent(string Name, string? CorrelationId, JsonElement Payload);

/// <summary>An answer to one wait.</summary>
public sealed record WaitAnswer(InstanceId Instance, BookmarkId Bookmark, JsonElement Input);

/// <summary>
/// The front door for callers, use cases and domain activities alike. It only writes rows in the caller's transaction
/// (a command in an inbox, a new instance with its start command); the turn moves the instances: <c>Turn.Advance</c>
/// in the same transaction, or the next drain.
/// </summary>
public sealed class WorkflowClient
{
    /// <summary>The new instance, or the one that this key started before.</summary>
    /// <exception cref="WorkflowRefusedException">RT101: nothing of that name is published.</exception>
    public Task<InstanceId> Start(Tx tx, StartRequest request, CancellationToken stop) =>
        throw new NotImplementedException();

    public Task Publish(Tx tx, IReadOnlyList<PublishedEvent> events, CancellationToken stop) =>
        throw new NotImplementedException();

    /// <summary>An answer to a wait that has ended meanwhile is dropped by the turn and recorded nowhere.</summary>
    public Task Resume(Tx tx, IReadOnlyList<WaitAnswer> answers, CancellationToken stop) =>
        throw new NotImplementedException();

    public Task Cancel(Tx tx, IReadOnlyList<InstanceId> instances, string reason, CancellationToken stop) =>
        throw new NotImplementedException();

    /// <summary>Runs the activity of an open incident again, or takes a parked instance back.</summary>
    public Task Retry(Tx tx, long incident, CancellationToken stop) => throw new NotImplementedException();
}
