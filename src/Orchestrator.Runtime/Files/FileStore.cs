using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Files;

/// <summary>
/// Files as rows, named by the SHA-256 of their content, in parts, in the transaction of whatever refers to them.
/// The same content is kept once.
/// </summary>
public static class FileStore
{
    /// <summary>Keeps the content and answers its SHA-256 (32 bytes).</summary>
    public static Task<byte[]> Keep(Tx tx, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        throw new NotImplementedException();

    /// <summary>Null where nothing of that name is kept.</summary>
    public static Task<ReadOnlyMemory<byte>?> Read(Tx tx, byte[] sha256, CancellationToken stop) =>
        throw new NotImplementedException();
}
