using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Rights;

/// <summary>Where an object belongs, with the people of the team that inspects it.</summary>
public static class ReadScope
{
    public static async Task<ScopeOf> Of(Tx tx, Case subject, CancellationToken stop) => new()
    {
        UnitCode = subject.UnitCode,
        SupervisingUnitCodes = subject.Kind == CaseKind.InspectionCampaign
            ? [.. await Departments(tx, subject.Campaign, stop)]
            : subject.SupervisingUnitCode is { } department ? [department] : [],
        Team =
        [
            .. await tx.Query($"""
                SELECT inspector.person_id
                FROM supervision.team_member AS member
                JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                WHERE member.campaign_id = {subject.CampaignIfAny}
                """, row => row.GetGuid(0), stop),
        ],
    };

    /// <summary>Whoever supervises a unit of the campaign gets its notice in copy (M-02), and may read it.</summary>
    private static Task<IReadOnlyList<string>> Departments(Tx tx, Guid campaign, CancellationToken stop) =>
        tx.Query($"""
            SELECT DISTINCT unit.supervising_unit_code
            FROM supervision.campaign_unit AS chosen
            JOIN supervision.unit AS unit ON unit.code = chosen.unit_code
            WHERE chosen.campaign_id = {campaign} AND unit.supervising_unit_code IS NOT NULL
            """, row => row.GetString(0), stop);
}
