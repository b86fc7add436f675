using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;

namespace Orchestrator.Supervision.Reads;

/// <summary>A campaign with how far it has come.</summary>
public sealed record CampaignListed
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public required CampaignType Type { get; init; }
    public required CampaignState State { get; init; }
    public required DateOnly NoticeOn { get; init; }
    public required DateOnly OnSiteFrom { get; init; }
    public required DateOnly OnSiteTo { get; init; }
    public required string Basis { get; init; }
    public required string RequestedBy { get; init; }
    public required bool IsOffPlan { get; init; }
    public required int Units { get; init; }

    /// <summary>Units whose opinion letter is out, or that need none.</summary>
    public required int WithOpinion { get; init; }

    /// <summary>§7: a problem and the part that was split off from it count as one.</summary>
    public required int Items { get; init; }
    public required int ItemsEnded { get; init; }
    public required int ItemsOverdue { get; init; }
}

/// <summary>One selected unit of a campaign.</summary>
public sealed record CampaignUnit
{
    public required string Code { get; init; }
    public required string Name { get; init; }

    /// <summary>Null before the notice went out.</summary>
    public Guid? Inspection { get; init; }
    public Inspections.UnitInspectionState? State { get; init; }
    public required int Items { get; init; }
    public required int ItemsEnded { get; init; }
    public required string[] Warnings { get; init; }
}

/// <summary>督导活动: lists and one.</summary>
public static class CampaignList
{
    public static async Task<Listed<CampaignListed>> Of(
        Tx tx, Sight sight, ListFilter filter, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT campaign.id, campaign.title, campaign.type, campaign.state, campaign.notice_on,
                   campaign.on_site_from, campaign.on_site_to, campaign.basis, campaign.requested_by,
                   campaign.is_off_plan,
                   (SELECT count(*)::int FROM supervision.campaign_unit WHERE campaign_id = campaign.id),
                   (SELECT count(*)::int FROM supervision.unit_inspection
                    WHERE campaign_id = campaign.id
                      AND state IN ('OpinionIssued', 'Rectifying', 'NoProblem', 'Completed', 'Cancelled')),
                   item.total, item.ended, item.overdue, count(*) OVER ()::int
            FROM supervision.campaign AS campaign
            CROSS JOIN LATERAL (
                SELECT (count(*) FILTER (WHERE parent_id IS NULL))::int AS total,
                       (count(*) FILTER (WHERE parent_id IS NULL
                                           AND state IN ('Closed', 'Dropped', 'Transferred')))::int AS ended,
                       (count(*) FILTER (WHERE state NOT IN ('Closed', 'Dropped', 'Transferred', 'PartiallyRectified')
                                           AND due_on < {filter.Today}))::int AS overdue
                FROM supervision.problem_item WHERE campaign_id = campaign.id) AS item
            WHERE ({sight.SeesAll}
                   OR EXISTS (SELECT FROM supervision.campaign_unit AS chosen
                              JOIN supervision.unit AS unit ON unit.code = chosen.unit_code
                              WHERE chosen.campaign_id = campaign.id
                                AND unit.supervising_unit_code = ANY ({sight.Departments.ToArray()}))
                   OR EXISTS (SELECT FROM supervision.team_member AS member
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE member.campaign_id = campaign.id AND inspector.person_id = {sight.Person}))
              AND ({filter.Campaign}::uuid IS NULL OR campaign.id = {filter.Campaign})
              AND ({filter.State}::text IS NULL OR campaign.state = {filter.State})
              AND campaign.title ILIKE {filter.Pattern}
            ORDER BY campaign.created_at DESC, campaign.id
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Campaign: Read(row), Total: row.GetInt32(15)), stop);
        return new([.. rows.Select(row => row.Campaign)], rows.Select(row => row.Total).FirstOrDefault());
    }

    /// <summary>The units of a campaign, as far as somebody may see them.</summary>
    public static Task<IReadOnlyList<CampaignUnit>> Units(
        Tx tx, Sight sight, Guid campaign, CancellationToken stop) => tx.Query($"""
        SELECT unit.code, COALESCE(inspection.unit_name, unit.name), inspection.id, inspection.state,
               (SELECT count(*)::int FROM supervision.problem_item
                WHERE unit_inspection_id = inspection.id AND parent_id IS NULL),
               (SELECT count(*)::int FROM supervision.problem_item
                WHERE unit_inspection_id = inspection.id AND parent_id IS NULL
                  AND state IN ('Closed', 'Dropped', 'Transferred')),
               ARRAY(SELECT jsonb_array_elements_text(chosen.warnings))
        FROM supervision.campaign_unit AS chosen
        JOIN supervision.unit AS unit ON unit.code = chosen.unit_code
        LEFT JOIN supervision.unit_inspection AS inspection
               ON inspection.campaign_id = chosen.campaign_id AND inspection.unit_code = chosen.unit_code
        WHERE chosen.campaign_id = {campaign}
          AND ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
               OR EXISTS (SELECT FROM supervision.team_member AS member
                          JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                          WHERE member.campaign_id = chosen.campaign_id AND inspector.person_id = {sight.Person}))
        ORDER BY unit.code
        """, row => new CampaignUnit
        {
            Code = row.GetString(0),
            Name = row.GetString(1),
            Inspection = row.IsDBNull(2) ? null : row.GetGuid(2),
            State = row.IsDBNull(3) ? null : Enum.Parse<Inspections.UnitInspectionState>(row.GetString(3)),
            Items = row.GetInt32(4),
            ItemsEnded = row.GetInt32(5),
            Warnings = row.GetFieldValue<string[]>(6),
        }, stop);

    private static CampaignListed Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Title = row.GetString(1),
        Type = Enum.Parse<CampaignType>(row.GetString(2)),
        State = Enum.Parse<CampaignState>(row.GetString(3)),
        NoticeOn = row.GetFieldValue<DateOnly>(4),
        OnSiteFrom = row.GetFieldValue<DateOnly>(5),
        OnSiteTo = row.GetFieldValue<DateOnly>(6),
        Basis = row.GetString(7),
        RequestedBy = row.GetString(8),
        IsOffPlan = row.GetBoolean(9),
        Units = row.GetInt32(10),
        WithOpinion = row.GetInt32(11),
        Items = row.GetInt32(12),
        ItemsEnded = row.GetInt32(13),
        ItemsOverdue = row.GetInt32(14),
    };
}
