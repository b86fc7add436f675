using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Inspections;

namespace Orchestrator.Supervision.Reads;

/// <summary>A document that a unit has not signed for yet, or was only deemed to have received.</summary>
public sealed record ReceiptWaiting(Guid Task, Guid Subject, ReceivedDocument Document)
{
    public required Guid UnitInspection { get; init; }
    public required string Unit { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>Set where the paper corrects the day on which it was deemed received.</summary>
    public DateOnly? DeemedOn { get; init; }
}

/// <summary>What the case officer may record as signed on paper.</summary>
public static class ReceiptsWaiting
{
    /// <param name="tx">The caller's.</param>
    /// <param name="sight">How far the reader sees.</param>
    /// <param name="of">Only this task, only those of this unit inspection.</param>
    /// <param name="stop">The caller's.</param>
    public static Task<IReadOnlyList<ReceiptWaiting>> Of(
        Tx tx, Sight sight, (Guid? Task, Guid? Inspection) of, CancellationToken stop) => tx.Query($"""
        SELECT task.id, task.subject_id, task.form, inspection.id, inspection.unit_name, task.created_at,
               deemed.received_on
        FROM supervision.open_task AS task
        JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
        JOIN supervision.unit AS unit ON unit.code = inspection.unit_code
        LEFT JOIN supervision.receipt AS deemed
               ON deemed.subject_id = task.subject_id AND deemed.kind = 'Deemed'
              AND lower(deemed.document) || '-receipt' = task.form
        WHERE (task.state = 'Open' OR deemed.id IS NOT NULL)
          AND task.form IN ('notice-receipt', 'letter-receipt', 'order-receipt')
          AND ({of.Task}::uuid IS NULL OR task.id = {of.Task})
          AND ({of.Inspection}::uuid IS NULL OR inspection.id = {of.Inspection})
          AND ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()}))
        ORDER BY task.created_at
        """, row => new ReceiptWaiting(row.GetGuid(0), row.GetGuid(1), row.GetString(2) switch
        {
            "notice-receipt" => ReceivedDocument.Notice,
            "letter-receipt" => ReceivedDocument.Letter,
            _ => ReceivedDocument.Order,
        })
        {
            UnitInspection = row.GetGuid(3),
            Unit = row.GetString(4),
            Since = row.GetFieldValue<DateTimeOffset>(5),
            DeemedOn = row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6),
        }, stop);
}
