using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Inspections;

/// <summary>What the Word templates of 督导意见书 and 整改通知书 may print .</summary>
internal static class OpinionFields
{
    /// <summary>A paragraph with the mark <c>withItems.mark</c> stands only where there are items.</summary>
    public static async Task<JsonElement> Read(Tx tx, Guid inspection, CancellationToken stop)
    {
        var fields = await ReadRow(tx, inspection, stop);
        var hasItems = fields.GetProperty("items").GetArrayLength() > 0;
        return Json.Of(
        [
            .. fields.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)),
            KeyValuePair.Create("withItems", Json.Parse(hasItems ? "[{}]" : "[]")),
            KeyValuePair.Create("withoutItems", Json.Parse(hasItems ? "[]" : "[{}]")),
        ]);
    }

    private static Task<JsonElement> ReadRow(Tx tx, Guid inspection, CancellationToken stop) => tx.QueryOne($"""
        SELECT jsonb_build_object(
            'unit', jsonb_build_object('name', inspection.unit_name, 'shortName', unit.short_name),
            'department', coalesce(department.name, ''),
            'campaign', jsonb_build_object('title', campaign.title, 'basis', campaign.basis),
            'onSiteFrom', inspection.on_site_from,
            'onSiteTo', coalesce(inspection.on_site_ended_on, inspection.on_site_to),
            'evaluation', opinion.evaluation,
            'replyToDefence', CASE WHEN defence.outcome = 'Defended' THEN opinion.reply_to_defence
                ELSE coalesce(nullif(opinion.reply_to_defence, ''), '你单位未提出申辩意见。') END,
            'hasRectificationNotice', opinion.has_rectification_notice,
            'items', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'number', finding.position, 'indicator', coalesce(indicator.name, ''), 'fact', finding.fact,
                    'basis', finding.basis, 'requirement', finding.requirement,
                    'severity', CASE finding.severity WHEN 'Minor' THEN '轻微' WHEN 'Moderate' THEN '一般'
                                     WHEN 'Serious' THEN '较重' ELSE '重大' END,
                    'type', CASE finding.rectification_type WHEN 'Immediate' THEN '立行立改'
                                 WHEN 'TimeLimited' THEN '限期整改' ELSE '长期坚持' END,
                    'days', finding.days) ORDER BY finding.position)
                FROM supervision.finding AS finding
                LEFT JOIN supervision.indicator AS indicator ON indicator.code = finding.indicator_code
                WHERE finding.unit_inspection_id = inspection.id
                  AND finding.decision IS DISTINCT FROM 'Dropped'), '[]'))::text
        FROM supervision.unit_inspection AS inspection
        JOIN supervision.campaign AS campaign ON campaign.id = inspection.campaign_id
        JOIN supervision.unit AS unit ON unit.code = inspection.unit_code
        JOIN supervision.supervision_opinion AS opinion ON opinion.unit_inspection_id = inspection.id
        LEFT JOIN supervision.defence AS defence ON defence.unit_inspection_id = inspection.id
        LEFT JOIN supervision.unit AS department ON department.code = unit.supervising_unit_code
        WHERE inspection.id = {inspection}
        """, row => Json.Parse(row.GetString(0)), stop);
}
