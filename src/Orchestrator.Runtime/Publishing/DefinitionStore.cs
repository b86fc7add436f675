using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Publishing;

/// <summary>
/// Published versions: the definition with its forms, mails and documents, as one immutable whole. What was read once
/// is kept in memory: it can be old but never wrong.
/// </summary>
public sealed class DefinitionStore
{
    /// <summary>The newest published version; null where nothing of that name is published.</summary>
    public Task<DefinitionVersion?> Newest(Tx tx, DefinitionId definition, CancellationToken stop) =>
        throw new NotImplementedException();

    /// <summary>A file of a version by its path in the folder, <c>forms/opinion-sign.json</c>; null where there is
    /// none. Files of <c>workflows/_shared</c> are part of every version, as <c>_shared/…</c>.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadFile(
        Tx tx, DefinitionVersion version, string path, CancellationToken stop) => throw new NotImplementedException();
}
