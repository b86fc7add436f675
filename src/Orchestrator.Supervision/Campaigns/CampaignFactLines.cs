using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>What a person who decides about a campaign reads above the form.</summary>
internal static class CampaignFactLines
{
    /// <summary>Units named; of more the number says the rest.</summary>
    private const int MostNamed = 10;

    public static async Task<ImmutableArray<(string Label, string Text)>> Read(
        Tx tx, Guid campaign, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT campaign.title, campaign.basis, scheme.name, campaign.notice_on, campaign.on_site_from,
                   campaign.on_site_to, campaign.requested_by, campaign.is_off_plan,
                   ARRAY(SELECT unit.short_name
                         FROM supervision.campaign_unit AS chosen
                         JOIN supervision.unit AS unit ON unit.code = chosen.unit_code
                         WHERE chosen.campaign_id = campaign.id ORDER BY unit.code),
                   campaign.profile_name, campaign.profile_version,
                   CASE WHEN campaign.publish THEN '公开' ELSE '申请不公开：' || campaign.no_publish_reason END
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
                ("被督导单位", Units(row.GetFieldValue<string[]>(8))),
                ("期限方案", $"{DeadlineProfile.LabelOf(row.GetString(9))}第{row.GetInt32(10)}版"),
                ("督导结果", row.GetString(11)),
            }, stop);
        return [.. rows[0]];
    }

    private static string Units(string[] names) =>
        string.Join("、", names.Take(MostNamed)) + (names.Length > MostNamed ? $"等{names.Length}个" : "");
}
