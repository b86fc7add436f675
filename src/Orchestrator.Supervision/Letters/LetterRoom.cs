using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Letters;

/// <summary>A mail M-xx about an object. Who gets it and what it says is the template's business (§15).</summary>
public sealed record LetterOrder
{
    /// <summary>M-02 and so on: <c>mail/M-02.liquid</c> of the version below.</summary>
    public required string Letter { get; init; }
    public required Case Subject { get; init; }

    /// <summary>The version whose template is used.</summary>
    public required DefinitionVersion Definition { get; init; }

    /// <summary>The task whose link it carries.</summary>
    public NewTask? Task { get; init; }

    /// <summary>Part of the key: what makes this another mail than the last of the same letter and object.</summary>
    public required string Occasion { get; init; }

    /// <summary>Whoever submitted, where the letter goes to the submitter (M-05).</summary>
    public Actor? Submitter { get; init; }

    /// <summary>Fields beside those of the object, by name.</summary>
    public ImmutableDictionary<string, JsonElement> Fields { get; init; } = Json.Nothing;
    public required DateTimeOffset Now { get; init; }
}

/// <summary>Writes letters as a set: reads the fields, finds the recipients, renders, queues.</summary>
public sealed class LetterRoom
{
    public Task Send(Tx tx, IReadOnlyList<LetterOrder> letters, CancellationToken stop) =>
        throw new NotImplementedException();
}
