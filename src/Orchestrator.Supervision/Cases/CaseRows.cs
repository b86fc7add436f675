using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Cases;

/// <summary>Finds the objects behind correlation ids, a set at a time.</summary>
public static class CaseRows
{
    /// <summary>One statement, whatever the kinds and however many; unknown ids are simply not in the answer.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Case>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop)
    {
        var rows = await tx.Query(Find([.. ids.Distinct()]), Read, stop);
        return rows.ToDictionary(row => row.Id);
    }

    private static Sql Find(Guid[] wanted) => $"""
        WITH found AS (
            SELECT id, 'InspectionCampaign' AS kind, id AS campaign_id, NULL::uuid AS unit_inspection_id,
                   NULL::text AS unit_code, calendar_version
            FROM supervision.campaign WHERE id = ANY ({wanted})
            UNION ALL
            SELECT id, 'UnitInspection', campaign_id, id, unit_code, NULL
            FROM supervision.unit_inspection WHERE id = ANY ({wanted})
            UNION ALL
            SELECT id, 'ProblemItem', campaign_id, unit_inspection_id, responsible_unit_code, NULL
            FROM supervision.problem_item WHERE id = ANY ({wanted})
            UNION ALL
            SELECT id, 'SupervisoryOrder', campaign_id, unit_inspection_id, unit_code, NULL
            FROM supervision.supervisory_order WHERE id = ANY ({wanted})
            UNION ALL
            SELECT id, 'Obligation', campaign_id, unit_inspection_id, unit_code, calendar_version
            FROM supervision.obligation WHERE id = ANY ({wanted})
            UNION ALL
            SELECT id, 'Interview', campaign_id, unit_inspection_id, unit_code, NULL
            FROM supervision.interview WHERE id = ANY ({wanted})
            UNION ALL
            SELECT id, 'TrackingReport', NULL, NULL, NULL, calendar_version
            FROM supervision.tracking_report WHERE id = ANY ({wanted})
        )
        SELECT found.id, found.kind, found.campaign_id, found.unit_inspection_id, found.unit_code,
               coalesce(report.department_code, unit.supervising_unit_code), inspector.person_id,
               coalesce(report.profile_name, talk.profile_name, campaign.profile_name),
               coalesce(report.profile_version, talk.profile_version, campaign.profile_version),
               coalesce(found.calendar_version, campaign.calendar_version)
        FROM found
        LEFT JOIN supervision.campaign AS campaign ON campaign.id = found.campaign_id
        LEFT JOIN supervision.tracking_report AS report ON report.id = found.id
        LEFT JOIN supervision.interview AS talk ON talk.id = found.id
        LEFT JOIN supervision.unit AS unit ON unit.code = found.unit_code
        LEFT JOIN supervision.team_member AS leader
               ON leader.campaign_id = found.campaign_id AND leader.is_leader
        LEFT JOIN supervision.inspector AS inspector ON inspector.code = leader.inspector_code
        """;

    private static Case Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Kind = Enum.Parse<CaseKind>(row.GetString(1)),
        CampaignIfAny = row.IsDBNull(2) ? null : row.GetGuid(2),
        UnitInspection = row.IsDBNull(3) ? null : row.GetGuid(3),
        UnitCode = row.IsDBNull(4) ? null : row.GetString(4),
        SupervisingUnitCode = row.IsDBNull(5) ? null : row.GetString(5),
        TeamLeader = row.IsDBNull(6) ? null : row.GetGuid(6),
        Profile = new ProfileVersion(row.GetString(7), row.GetInt32(8)),
        Calendar = new CalendarVersion(row.GetInt32(9)),
    };
}
