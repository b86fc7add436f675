using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>The units that a request means, with a warning for each that somebody should look at.</summary>
public static class SelectUnits
{
    /// <summary>
    /// Units by code (unknown ones apart), or all active schools that fit every filter given. Warnings: no contact
    /// (E-10), another campaign within 30 days (E-21), members of the team who must recuse themselves.
    /// </summary>
    public static async Task<(ImmutableArray<SelectedUnit> Units, ImmutableArray<string> Unknown)> Run(
        Tx tx, CampaignRequest request, CancellationToken stop)
    {
        var by = request.UnitSelector;
        var codes = by.Codes.Distinct().ToArray();
        var units = await tx.Query($"""
            SELECT unit.code, liaison.email IS NULL AND head.email IS NULL, other.title,
                   ARRAY(SELECT person.name
                         FROM supervision.recusal AS recusal
                         JOIN supervision.inspector AS inspector ON inspector.code = recusal.inspector_code
                         JOIN supervision.person AS person ON person.id = inspector.person_id
                         WHERE recusal.unit_code = unit.code AND inspector.code = ANY ({request.Team.ToArray()})
                         ORDER BY person.name)
            FROM supervision.unit AS unit
            LEFT JOIN supervision.unit_contact AS liaison
                   ON liaison.unit_code = unit.code AND liaison.role = 'LiaisonOfficer'
            LEFT JOIN supervision.unit_contact AS head ON head.unit_code = unit.code AND head.role = 'UnitHead'
            LEFT JOIN LATERAL (
                SELECT campaign.title
                FROM supervision.campaign_unit AS chosen
                JOIN supervision.campaign AS campaign ON campaign.id = chosen.campaign_id
                WHERE chosen.unit_code = unit.code AND campaign.state <> 'Withdrawn'
                  AND campaign.on_site_from
                      BETWEEN {request.OnSiteFrom}::date - 30 AND {request.OnSiteFrom}::date + 30
                ORDER BY campaign.on_site_from
                LIMIT 1
            ) AS other ON true
            WHERE unit.status IN ('Active', 'Merging')
              AND (unit.code = ANY ({codes})
                   OR {by.IsFilter} AND unit.category = 'School'
                      AND ({by.Stages.IsEmpty} OR unit.school_stage = ANY ({by.Stages.ToArray()}))
                      AND ({by.Ownerships.IsEmpty} OR unit.ownership = ANY ({by.Ownerships.ToArray()}))
                      AND ({by.Townships.IsEmpty} OR unit.township_code = ANY ({by.Townships.ToArray()}))
                      AND ({by.Zones.IsEmpty} OR unit.zone_code = ANY ({by.Zones.ToArray()})))
            ORDER BY unit.code
            """, row => (Code: row.GetString(0), NoContact: row.GetBoolean(1),
                Other: row.IsDBNull(2) ? null : row.GetString(2), Recused: row.GetFieldValue<string[]>(3)), stop);
        return ([.. units.Select(unit => new SelectedUnit(unit.Code, [.. Warnings(unit)]))],
            [.. codes.Except(units.Select(unit => unit.Code))]);
    }

    private static IEnumerable<string> Warnings((string Code, bool NoContact, string? Other, string[] Recused) unit)
    {
        if (unit.NoContact)
            yield return "没有联络员和负责人的邮箱，不能向该单位印发通知；请先在单位目录中补充（E-10）。";
        if (unit.Other is not null)
            yield return $"30日内另有督导活动“{unit.Other}”，建议合并进行（E-21）。";
        if (unit.Recused.Length > 0)
            yield return $"{string.Join('、', unit.Recused)}应当回避该单位（R-03）；批准前请调整督导小组。";
    }
}
