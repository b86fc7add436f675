using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>The addresses behind the parts that a story names: 联络员, 负责人, 主管部门 (its liaison officer).</summary>
public static class ContactAddresses
{
    public static readonly IReadOnlyList<string> Parts = ["联络员", "负责人", "主管部门"];

    /// <summary>Of this unit, or of every unit of a campaign where none is named.</summary>
    public static Task<IReadOnlyList<string>> Of(
        Tx tx, string? unit, IReadOnlyList<string> parts, CancellationToken stop) => tx.Query($"""
        SELECT contact.email
        FROM supervision.unit AS unit
        CROSS JOIN LATERAL (VALUES ('联络员', unit.code, 'LiaisonOfficer'), ('负责人', unit.code, 'UnitHead'),
                                   ('主管部门', unit.supervising_unit_code, 'LiaisonOfficer'))
            AS called (name, unit_code, role)
        JOIN supervision.unit_contact AS contact
          ON contact.unit_code = called.unit_code AND contact.role = called.role AND contact.email IS NOT NULL
        WHERE called.name = ANY ({parts.ToArray()})
          AND CASE WHEN {unit}::text IS NULL
                   THEN unit.code IN (SELECT unit_code FROM supervision.campaign_unit)
                   ELSE unit.code = {unit} END
        """, row => row.GetString(0), stop);
}
