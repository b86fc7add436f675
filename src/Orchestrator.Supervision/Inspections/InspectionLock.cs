using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Inspections;

/// <summary>
/// The first lock of whatever moves a unit's items and orders: the inspection, then items, then tasks, then orders.
/// Whoever keeps to it waits for the other and never in a circle; and of two that see the last item, one sees both.
/// </summary>
internal static class InspectionLock
{
    public static Task Take(Tx tx, IReadOnlyCollection<Guid> inspections, CancellationToken stop) => tx.Execute($"""
        SELECT id FROM supervision.unit_inspection
        WHERE id = ANY ({inspections.ToArray()})
        ORDER BY id
        FOR NO KEY UPDATE
        """, stop);

    /// <summary>Before the campaign itself, as whoever moves its last inspection does.</summary>
    public static Task OfCampaign(Tx tx, Guid campaign, CancellationToken stop) => tx.Execute($"""
        SELECT id FROM supervision.unit_inspection WHERE campaign_id = {campaign} ORDER BY id FOR NO KEY UPDATE
        """, stop);

    public static Task OfItems(Tx tx, IReadOnlyCollection<Guid> items, CancellationToken stop) => tx.Execute($"""
        SELECT id FROM supervision.unit_inspection
        WHERE id IN (SELECT unit_inspection_id FROM supervision.problem_item WHERE id = ANY ({items.ToArray()}))
        ORDER BY id
        FOR NO KEY UPDATE
        """, stop);

    public static Task OfTask(Tx tx, Guid task, CancellationToken stop) => tx.Execute($"""
        SELECT inspection.id
        FROM supervision.unit_inspection AS inspection
        JOIN supervision.open_task AS task ON task.unit_inspection_id = inspection.id
        WHERE task.id = {task}
        FOR NO KEY UPDATE OF inspection
        """, stop);

    public static Task OfOrder(Tx tx, Guid order, CancellationToken stop) => tx.Execute($"""
        SELECT inspection.id
        FROM supervision.unit_inspection AS inspection
        JOIN supervision.supervisory_order AS urging ON urging.unit_inspection_id = inspection.id
        WHERE urging.id = {order}
        FOR NO KEY UPDATE OF inspection
        """, stop);
}
