using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>Something that a unit owes and that is late.</summary>
public sealed record OverdueListed
{
    public required Guid UnitInspection { get; init; }
    public required string Campaign { get; init; }
    public required string Unit { get; init; }

    /// <summary>SelfEvaluation, RectificationPlan, FirstReport, ItemReport or OrderAnswer.</summary>
    public required string Duty { get; init; }
    public string? Fact { get; init; }
    public required DateOnly DueOn { get; init; }
    public required string DueExplanation { get; init; }

    /// <summary>The last step of the ladder that was taken; null: none yet.</summary>
    public string? LastStep { get; init; }
    public DateOnly? LastStepOn { get; init; }
    public required bool IsPaused { get; init; }
}

/// <summary>逾期清单: what is owed, late, and not looked at by anybody.</summary>
public static class OverdueList
{
    public static async Task<Listed<OverdueListed>> Of(Tx tx, Sight sight, ListFilter filter, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT owed.unit_inspection_id, campaign.title, unit.name, owed.duty, item.fact, owed.due_on,
                   owed.due_explanation, step.act, step.planned_on, owed.state = 'Paused', count(*) OVER ()::int
            FROM supervision.obligation AS owed
            JOIN supervision.campaign AS campaign ON campaign.id = owed.campaign_id
            JOIN supervision.unit AS unit ON unit.code = owed.unit_code
            LEFT JOIN supervision.problem_item AS item ON item.id = owed.item_id
            LEFT JOIN LATERAL (
                SELECT act, planned_on FROM supervision.ladder_step
                WHERE obligation_id = owed.id AND term = owed.term AND outcome <> 'Skipped'
                ORDER BY decided_at DESC LIMIT 1) AS step ON true
            WHERE owed.state IN ('Running', 'Paused') AND owed.due_on < {filter.Today}
              AND ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
                   OR EXISTS (SELECT FROM supervision.team_member AS member
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE member.campaign_id = owed.campaign_id AND inspector.person_id = {sight.Person}))
              AND concat_ws(' ', item.fact, unit.name, campaign.title) ILIKE {filter.Pattern}
            ORDER BY owed.due_on, unit.code, owed.id
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Owed: Read(row), Total: row.GetInt32(10)), stop);
        return new([.. rows.Select(row => row.Owed)], rows.Select(row => row.Total).FirstOrDefault());
    }

    private static OverdueListed Read(NpgsqlDataReader row) => new()
    {
        UnitInspection = row.GetGuid(0),
        Campaign = row.GetString(1),
        Unit = row.GetString(2),
        Duty = row.GetString(3),
        Fact = row.IsDBNull(4) ? null : row.GetString(4),
        DueOn = row.GetFieldValue<DateOnly>(5),
        DueExplanation = row.GetString(6),
        LastStep = row.IsDBNull(7) ? null : row.GetString(7),
        LastStepOn = row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8),
        IsPaused = row.GetBoolean(9),
    };
}
