using System.Text.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What the drawing of a problem item may know.</summary>
public sealed class ItemFacts : ICaseFacts
{
    public CaseKind Kind => CaseKind.ProblemItem;

    /// <summary>
    /// <c>dueOn</c> and <c>dueExplanation</c>; <c>obligation</c> (the id of its running duty);
    /// <c>departmentReviews</c>: false where nobody supervises the unit or the department itself is responsible (E-26);
    /// <c>publicity</c>: closures of this campaign are published first;
    /// <c>isSplit</c>: it is the part of another that was not yet done.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var wanted = ids.ToArray();
        var rows = await tx.Query($"""
            SELECT item.id,
                   jsonb_build_object(
                       'dueOn', item.due_on,
                       'dueExplanation', item.due_explanation,
                       'obligation', duty.id,
                       'departmentReviews', unit.supervising_unit_code IS NOT NULL
                                            AND unit.category NOT IN ('Organ', 'Department'),
                       'isSplit', item.origin = 'Split',
                       'publicity', campaign.publishes_closures)::text
            FROM supervision.problem_item AS item
            JOIN supervision.campaign AS campaign ON campaign.id = item.campaign_id
            JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
            LEFT JOIN supervision.obligation AS duty
                   ON duty.item_id = item.id AND duty.state IN ('Running', 'Paused')
            WHERE item.id = ANY ({wanted})
            """, FactRows.Read, stop);
        return rows.ToDictionary();
    }
}
