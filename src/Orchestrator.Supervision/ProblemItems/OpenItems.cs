using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>The findings of a signed opinion become problem items, without a clock until the receipt.</summary>
public static class OpenItems
{
    /// <summary>
    /// How many items the letter opened. Each keeps the number that it has had since the preliminary opinion: the reply
    /// to the defence names the dropped ones by theirs.
    /// </summary>
    public static Task<int> FromFindings(Tx tx, Case unitInspection, DateTimeOffset now, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.problem_item
                (id, campaign_id, unit_inspection_id, number, origin, indicator_code, fact, basis, severity,
                 is_danger_to_life, rectification_type, requirement, responsible_unit_code, days, state, state_since)
            SELECT id, {unitInspection.Campaign}, {unitInspection.Id}, position, origin, indicator_code, fact, basis,
                   severity, is_danger_to_life, rectification_type, requirement, unit_code, days, 'Open',
                   {now.ToUniversalTime()}
            FROM supervision.finding
            WHERE unit_inspection_id = {unitInspection.Id} AND decision IS DISTINCT FROM 'Dropped'
            """, stop);
}
