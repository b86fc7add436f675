using System.Buffers.Binary;
using System.Security.Cryptography;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// A fingerprint of all that was recorded before an instant. Kept where no administrator of the database reaches, it
/// shows years later whether a history was taken away or written anew, hashes and all.
/// </summary>
/// <param name="Until">Machine time, UTC, itself excluded.</param>
/// <param name="Records">How many records that were.</param>
/// <param name="Digest">Hexadecimal SHA-256 over every instance's id, number of records and hash of the last of them.
/// </param>
public sealed record JournalSeal(DateTimeOffset Until, long Records, string Digest);

/// <summary>A seal that is being made: instances come in the order of their ids.</summary>
internal sealed class Sealing(DateTimeOffset until) : IDisposable
{
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long records;

    /// <summary>Null: nothing had been recorded by then.</summary>
    public JournalSeal? Seal =>
        records == 0 ? null : new JournalSeal(until, records, Convert.ToHexStringLower(digest.GetCurrentHash()));

    public async Task Add(Tx tx, Guid[] instances, CancellationToken stop)
    {
        var heads = await tx.Query($"""
            SELECT instance.id, head.sequence, head.hash
            FROM unnest({instances}) AS instance (id)
            CROSS JOIN LATERAL (
                SELECT sequence, hash
                FROM orchestrator.journal
                WHERE instance_id = instance.id AND recorded_at < {until}
                ORDER BY sequence DESC
                LIMIT 1
            ) AS head
            ORDER BY instance.id
            """, row => (Id: row.GetGuid(0), Records: row.GetInt32(1), Hash: row.GetFieldValue<byte[]>(2)), stop);
        var number = new byte[sizeof(int)];
        foreach (var head in heads)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, head.Records);
            digest.AppendData(head.Id.ToByteArray(bigEndian: true));
            digest.AppendData(number);
            digest.AppendData(head.Hash);
            records += head.Records;
        }
    }

    public void Dispose() => digest.Dispose();
}
