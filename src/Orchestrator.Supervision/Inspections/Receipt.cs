using System.Diagnostics.CodeAnalysis;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Inspections;

/// <summary>What a receipt acknowledges.</summary>
public enum ReceivedDocument { Notice, Letter, Order }

/// <summary>How it came about (§3.2): signed, implied by a submission, typed in from paper, or deemed.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "Signed is what the unit did, not a type.")]
public enum ReceiptKind { Signed, Submission, Paper, Deemed }

/// <summary>签收: no clock starts without one (invariant 3).</summary>
public sealed record Receipt
{
    public required Guid Id { get; init; }
    public required Case Subject { get; init; }
    public required ReceivedDocument Document { get; init; }
    public required ReceiptKind Kind { get; init; }

    /// <summary>The local date from which clocks count; the day itself is not counted.</summary>
    public required DateOnly On { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Those that are the first of their document; a second one is not written.</summary>
    public static async Task<IReadOnlyList<Receipt>> Write(
        Tx tx, IReadOnlyList<Receipt> receipts, CancellationToken stop)
    {
        T[] Column<T>(Func<Receipt, T> value) => [.. receipts.Select(value)];
        var written = await tx.Query($"""
            INSERT INTO supervision.receipt
                (id, subject_kind, subject_id, document, kind, received_on, recorded_at, recorded_by)
            SELECT *
            FROM unnest(
                {Column(one => one.Id)}, {Column(one => one.Subject.Kind.ToString())}, {Column(one => one.Subject.Id)},
                {Column(one => one.Document.ToString())}, {Column(one => one.Kind.ToString())}, {Column(one => one.On)},
                {Column(one => one.At.ToUniversalTime())}, {Column(one => one.RecordedBy)})
            ON CONFLICT ON CONSTRAINT a_document_is_received_once DO NOTHING
            RETURNING id
            """, row => row.GetGuid(0), stop);
        return [.. receipts.Where(receipt => written.Contains(receipt.Id))];
    }
}
