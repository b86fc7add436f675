using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Tasks;

/// <summary>Receipts of the three documents that a unit signs for, whichever it is.</summary>
public sealed class ReceivedDocuments(
    ReceivedNotices notices, ReceivedLetters letters, ReceivedOrders orders, CorrectedReceipts corrected)
{
    internal async Task<bool> IsDeemed(Tx tx, PaperReceipt.Request request, CancellationToken stop) =>
        await corrected.Deemed(tx, request, stop) is not null;

    /// <summary>A paper for what was deemed received: false where it was not.</summary>
    internal async Task<bool> Correct(
        Tx tx, PaperReceipt.Request request, (Arrival Paper, Step Step) by, CancellationToken stop)
    {
        if (await corrected.Deemed(tx, request, stop) is not { } deemed)
            return false;
        await corrected.Write(tx, deemed, by.Paper, by.Step, stop);
        return true;
    }

    /// <summary>Null, or SU011, SU013 where it was received before.</summary>
    internal async Task<Problem?> Run(
        Tx tx, (ReceivedDocument Document, Arrival Arrival) what, Step step, CancellationToken stop) =>
        what.Document switch
        {
            ReceivedDocument.Notice => (await notices.Run(tx, [what.Arrival], step, stop))[0],
            ReceivedDocument.Letter => (await letters.Run(tx, [what.Arrival], step, stop))[0],
            _ => await orders.Run(tx, what.Arrival, step, stop),
        };

    /// <summary>The local date of the document; nobody can have signed for it earlier.</summary>
    internal static Task<DateOnly> SentOn(
        Tx tx, PaperReceipt.Request request, CancellationToken stop) => tx.QueryOne($"""
        SELECT document.issued_on
        FROM supervision.document AS document
        WHERE document.id = CASE {request.Document.ToString()}
            WHEN 'Notice' THEN (
                SELECT campaign.notice_document_id FROM supervision.campaign AS campaign
                JOIN supervision.unit_inspection AS inspection ON inspection.campaign_id = campaign.id
                WHERE inspection.id = {request.Subject})
            WHEN 'Letter' THEN (
                SELECT document_id FROM supervision.supervision_opinion WHERE unit_inspection_id = {request.Subject})
            ELSE (SELECT document_id FROM supervision.supervisory_order WHERE id = {request.Subject}) END
        """, row => row.GetFieldValue<DateOnly>(0), stop);

    internal static Task<Guid> ReceiptOf(
        Tx tx, PaperReceipt.Request request, CancellationToken stop) => tx.QueryOne($"""
        SELECT id FROM supervision.receipt
        WHERE subject_id = {request.Subject} AND document = {request.Document.ToString()}
        """, row => row.GetGuid(0), stop);
}
