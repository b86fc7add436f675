using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>What a person who decides about a campaign reads above the form.</summary>
internal static class CampaignFactLines
{
    public static async Task<ImmutableArray<(string Label, string Text)>> Read(
        Tx tx, Guid campaign, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT campaign.title, campaign.basis, scheme.name, campaign.notice_on, campaign.on_site_from,
                   campaign.on_site_to, campaign.requested_by, campaign.is_off_plan,
                   (SELECT count(*) FROM supervision.campaign_unit WHERE campaign_id = campaign.id)
            FROM supervision.campaign AS campaign
            JOIN supervision.indicator_scheme AS scheme ON scheme.code = campaign.indicator_scheme_code
            WHERE campaign.id = {campaign}
            """, row => new (string, string)[]
            {
                ("督导活动", row.GetString(0) + (row.GetBoolean(7) ? "（计划外）" : "")),
                ("依据", row.GetString(1)),
                ("指标体系", row.GetString(2)),
                ("通知日期", $"{row.GetFieldValue<DateOnly>(3):yyyy-MM-dd}"),
                ("现场督导", $"{row.GetFieldValue<DateOnly>(4):yyyy-MM-dd}至{row.GetFieldValue<DateOnly>(5):yyyy-MM-dd}"),
                ("申请人", row.GetString(6)),
                ("被督导单位", $"{row.GetInt64(8)}个"),
            }, stop);
        return [.. rows[0]];
    }
}
