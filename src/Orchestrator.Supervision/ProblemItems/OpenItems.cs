using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>The findings of a signed opinion become problem items, without a clock until the receipt.</summary>
public static class OpenItems
{
    /// <summary>What a missed self-evaluation is: small, and due within the days of its type (TM-08).</summary>
    private static readonly ItemGravity MissedSelfEvaluation =
        new(RectificationType.TimeLimited, Severity.Minor, IndicatorDays: null);

    /// <summary>How many items the letter opened. A missed self-evaluation is one of them (§6).</summary>
    public static Task<int> FromFindings(
        Tx tx, Case unitInspection, (DeadlineProfile Profile, DateTimeOffset Now) at, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.problem_item
                (id, campaign_id, unit_inspection_id, number, origin, indicator_code, fact, basis, severity,
                 is_danger_to_life, rectification_type, requirement, responsible_unit_code, days, state, state_since)
            SELECT finding.id, {unitInspection.Campaign}, {unitInspection.Id},
                   row_number() OVER (ORDER BY finding.position), finding.origin, finding.indicator_code, finding.fact,
                   finding.basis, finding.severity, finding.is_danger_to_life, finding.rectification_type,
                   finding.requirement, finding.unit_code, finding.days, 'Open', {at.Now.ToUniversalTime()}
            FROM (
                SELECT id, position, 'Inspection' AS origin, indicator_code, fact, basis, severity, is_danger_to_life,
                       rectification_type, requirement, unit_code, days
                FROM supervision.finding
                WHERE unit_inspection_id = {unitInspection.Id} AND decision IS DISTINCT FROM 'Dropped'
                UNION ALL
                SELECT {Guid.CreateVersion7(at.Now)}, 2147483647, 'MissedSelfEvaluation', NULL, '未按要求报送自评报告',
                       '督导通知', {MissedSelfEvaluation.Severity.ToString()}, false,
                       {MissedSelfEvaluation.Type.ToString()}, '补报自评报告，说明未按期报送的原因', inspection.unit_code,
                       {ItemLimit.Of(MissedSelfEvaluation, at.Profile).Count}
                FROM supervision.unit_inspection AS inspection
                WHERE inspection.id = {unitInspection.Id} AND inspection.is_self_evaluation_late
            ) AS finding
            """, stop);
}
