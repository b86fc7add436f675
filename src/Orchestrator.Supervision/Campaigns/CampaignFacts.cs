using System.Text.Json;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>What the drawing of a campaign may know.</summary>
public sealed class CampaignFacts : ICaseFacts
{
    public CaseKind Kind => CaseKind.InspectionCampaign;

    /// <summary>
    /// <c>approver</c>: the chair for comprehensive inspections, 督政 and what is off plan, otherwise the director
    /// (§5.1, §5.2);
    /// <c>onSiteFromMorning</c>: 09:00 of the first day; <c>onSiteEndedOn</c>: the last day at any unit;
    /// <c>lettersIssuedOn</c>: the day of the last opinion letter; <c>unitInspections</c>: ids, in the order of the
    /// unit codes.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, JsonElement>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var wanted = ids.ToArray();
        var rows = await tx.Query($"""
            SELECT campaign.id,
                   jsonb_build_object(
                       'title', campaign.title,
                       'approver', CASE WHEN campaign.type = 'Comprehensive' OR campaign.line = 'Government'
                                             OR campaign.is_off_plan
                                        THEN 'CommitteeChair' ELSE 'OfficeDirector' END,
                       'onSiteFromMorning', (campaign.on_site_from + time '09:00') AT TIME ZONE 'Asia/Shanghai',
                       'onSiteEndedOn', coalesce(units.on_site_ended_on, campaign.on_site_to),
                       'lettersIssuedOn', units.letters_issued_on,
                       'unitInspections', coalesce(units.ids, '[]'))::text
            FROM supervision.campaign AS campaign
            LEFT JOIN LATERAL (
                SELECT jsonb_agg(inspection.id ORDER BY inspection.unit_code) AS ids,
                       max(inspection.on_site_ended_on) AS on_site_ended_on,
                       max(letter.issued_on) AS letters_issued_on
                FROM supervision.unit_inspection AS inspection
                LEFT JOIN supervision.document AS letter
                       ON letter.subject_id = inspection.id AND letter.kind = 'SupervisionOpinion'
                WHERE inspection.campaign_id = campaign.id
            ) AS units ON true
            WHERE campaign.id = ANY ({wanted})
            """, FactRows.Read, stop);
        return rows.ToDictionary();
    }
}
