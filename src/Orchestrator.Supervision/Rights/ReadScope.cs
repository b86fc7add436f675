using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Rights;

/// <summary>Where an object belongs, with the people of the team that inspects it.</summary>
public static class ReadScope
{
    public static async Task<ScopeOf> Of(Tx tx, Case subject, CancellationToken stop) => new()
    {
        UnitCode = subject.UnitCode,
        SupervisingUnitCode = subject.SupervisingUnitCode,
        Team =
        [
            .. await tx.Query($"""
                SELECT inspector.person_id
                FROM supervision.team_member AS member
                JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                WHERE member.campaign_id = {subject.Campaign}
                """, row => row.GetGuid(0), stop),
        ],
    };
}
