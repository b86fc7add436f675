using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Inspections;

/// <summary>What a person reads above a form about one unit's inspection.</summary>
internal static class InspectionFactLines
{
    public static async Task<ImmutableArray<(string Label, string Text)>> Read(
        Tx tx, Guid inspection, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT campaign.title, campaign.basis, inspection.unit_name, notice.number, inspection.on_site_from,
                   inspection.on_site_to, opinion.number
            FROM supervision.unit_inspection AS inspection
            JOIN supervision.campaign AS campaign ON campaign.id = inspection.campaign_id
            LEFT JOIN supervision.document AS notice ON notice.id = campaign.notice_document_id
            LEFT JOIN supervision.supervision_opinion AS signed ON signed.unit_inspection_id = inspection.id
            LEFT JOIN supervision.document AS opinion ON opinion.id = signed.document_id
            WHERE inspection.id = {inspection}
            """, row => new (string, string?)[]
            {
                ("督导活动", row.GetString(0)),
                ("依据", row.GetString(1)),
                ("被督导单位", row.GetString(2)),
                ("督导通知", row.IsDBNull(3) ? null : row.GetString(3)),
                ("现场督导", $"{row.GetFieldValue<DateOnly>(4):yyyy-MM-dd}至{row.GetFieldValue<DateOnly>(5):yyyy-MM-dd}"),
                ("督导意见书", row.IsDBNull(6) ? null : row.GetString(6)),
            }, stop);
        return [.. rows[0].Where(line => line.Item2 is not null).Select(line => (line.Item1, line.Item2!))];
    }
}
