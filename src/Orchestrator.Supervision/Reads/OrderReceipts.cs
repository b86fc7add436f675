using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Inspections;

namespace Orchestrator.Supervision.Reads;

/// <summary>签收 of one order.</summary>
public sealed record OrderReceived
{
    public required Guid Order { get; init; }

    /// <summary>The local date from which its limit counts.</summary>
    public required DateOnly On { get; init; }
    public required ReceiptKind Kind { get; init; }

    /// <summary>Whoever signed or reported for the unit; whoever recorded the paper; the system where it is deemed.
    /// </summary>
    public required string By { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>Who signed for orders, when and by which way.</summary>
public static class OrderReceipts
{
    /// <summary>Of these orders; one that nobody signed for is not in it.</summary>
    public static async Task<IReadOnlyDictionary<Guid, OrderReceived>> Of(
        Tx tx, IEnumerable<Guid> orders, CancellationToken stop)
    {
        // The name stands in the entry of the receipt: the contact may be somebody else by now. Paper that corrects a
        // deemed receipt was recorded by an official later.
        var receipts = await tx.Query($"""
            SELECT receipt.subject_id, receipt.received_on, receipt.kind, receipt.recorded_by, receipt.recorded_at,
                   CASE WHEN receipt.kind IN ('Signed', 'Submission') THEN entry.detail->>'by' END
            FROM supervision.receipt
            LEFT JOIN LATERAL (
                SELECT detail FROM supervision.audit_entry
                WHERE subject_id = receipt.subject_id AND act = 'Acknowledge'
                ORDER BY id LIMIT 1
            ) AS entry ON true
            WHERE receipt.subject_id = ANY ({orders.ToArray()}) AND receipt.document = 'Order'
            """, row => (Receipt: Read(row), Name: row.IsDBNull(5) ? null : row.GetString(5)), stop);
        var names = await ActorNames.Of(tx, [.. receipts.Select(one => one.Receipt.By)], stop);
        return receipts.ToDictionary(one => one.Receipt.Order,
            one => one.Receipt with { By = one.Name ?? names[one.Receipt.By] });
    }

    private static OrderReceived Read(NpgsqlDataReader row) => new()
    {
        Order = row.GetGuid(0),
        On = row.GetFieldValue<DateOnly>(1),
        Kind = Enum.Parse<ReceiptKind>(row.GetString(2)),
        By = row.GetString(3),
        RecordedAt = row.GetFieldValue<DateTimeOffset>(4),
    };
}
