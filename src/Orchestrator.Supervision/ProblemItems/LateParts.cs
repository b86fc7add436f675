using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>§7: what was left of an item after its due date is due with the order that took it in.</summary>
public sealed class LateParts(Obligations obligations, TaskDates tasks)
{
    /// <summary>Where these orders have a limit yet: the part, its task and its duty name that date.</summary>
    internal async Task GiveLimit(Tx tx, Guid[] orders, DateTimeOffset now, CancellationToken stop)
    {
        var late = await tx.Query($"""
            UPDATE supervision.problem_item AS part
            SET due_on = urging.due_on, due_explanation = urging.due_explanation
            FROM supervision.order_item AS listed, supervision.supervisory_order AS urging
            WHERE urging.id = ANY ({orders}) AND listed.order_id = urging.id AND listed.item_id = part.id
              AND listed.outcome IS NULL AND listed.cause = 'PartialAfterDue' AND part.due_on < urging.due_on
            RETURNING part.id, part.due_on, part.due_explanation
            """, row => (Part: row.GetGuid(0), DueOn: row.GetFieldValue<DateOnly>(1), Why: row.GetString(2)), stop);
        foreach (var (part, dueOn, why) in late)
        {
            await tasks.Follow(tx, part, ("rectification-report", dueOn, why), stop);
            await obligations.MoveItem(tx, part, (dueOn, why), now, stop);
        }
    }
}
