using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Reads;

/// <summary>A problem item as lists and its page show it.</summary>
public sealed record ItemListed
{
    public required Guid Id { get; init; }
    public required Guid UnitInspection { get; init; }
    public required string Campaign { get; init; }
    public required string Unit { get; init; }
    public required int Number { get; init; }
    public string? Indicator { get; init; }
    public required string Fact { get; init; }
    public required string Basis { get; init; }
    public required string Requirement { get; init; }
    public required string Severity { get; init; }
    public required string Type { get; init; }
    public required ItemState State { get; init; }
    public required DateTimeOffset StateSince { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }
    public required int Returns { get; init; }
    public required bool IsExtended { get; init; }
}

/// <summary>问题: lists, and one.</summary>
public static class ItemList
{
    /// <summary>Rows of one department where they are not asked for part by part.</summary>
    public const int MostOfDepartment = 2_000;

    /// <param name="tx">The caller's.</param>
    /// <param name="sight">How far the reader sees.</param>
    /// <param name="filter">Search in fact, unit and campaign.</param>
    /// <param name="of">Only this item, only those of this unit inspection, only open ones of this department's units.
    /// </param>
    /// <param name="stop">The caller's.</param>
    public static async Task<Listed<ItemListed>> Of(
        Tx tx, Sight sight, ListFilter filter, (Guid? Item, Guid? Inspection, string? Department) of,
        CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT item.id, item.unit_inspection_id, campaign.title, unit.name, item.number, indicator.name, item.fact,
                   item.basis, item.requirement, item.severity, item.rectification_type, item.state, item.state_since,
                   item.due_on, item.due_explanation, item.returns, item.is_extended, count(*) OVER ()::int
            FROM supervision.problem_item AS item
            JOIN supervision.campaign AS campaign ON campaign.id = item.campaign_id
            JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
            LEFT JOIN supervision.indicator AS indicator ON indicator.code = item.indicator_code
            WHERE ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
                   OR EXISTS (SELECT FROM supervision.team_member AS member
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE member.campaign_id = item.campaign_id AND inspector.person_id = {sight.Person}))
              AND ({of.Item}::uuid IS NULL OR item.id = {of.Item})
              AND ({of.Inspection}::uuid IS NULL OR item.unit_inspection_id = {of.Inspection})
              AND ({filter.Campaign}::uuid IS NULL OR item.campaign_id = {filter.Campaign})
              AND ({filter.State}::text IS NULL OR item.state = {filter.State})
              AND ({of.Department}::text IS NULL OR item.id IN (
                  SELECT id FROM supervision.tracked_item WHERE department_code = {of.Department}))
              AND concat_ws(' ', item.fact, unit.name, campaign.title) ILIKE {filter.Pattern}
            ORDER BY item.due_on NULLS LAST, unit.code, item.number, item.id
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Item: Read(row), Total: row.GetInt32(17)), stop);
        return new([.. rows.Select(row => row.Item)], rows.Select(row => row.Total).FirstOrDefault());
    }

    private static ItemListed Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        UnitInspection = row.GetGuid(1),
        Campaign = row.GetString(2),
        Unit = row.GetString(3),
        Number = row.GetInt32(4),
        Indicator = row.IsDBNull(5) ? null : row.GetString(5),
        Fact = row.GetString(6),
        Basis = row.GetString(7),
        Requirement = row.GetString(8),
        Severity = row.GetString(9),
        Type = row.GetString(10),
        State = Enum.Parse<ItemState>(row.GetString(11)),
        StateSince = row.GetFieldValue<DateTimeOffset>(12),
        DueOn = row.IsDBNull(13) ? null : row.GetFieldValue<DateOnly>(13),
        DueExplanation = row.IsDBNull(14) ? null : row.GetString(14),
        Returns = row.GetInt32(15),
        IsExtended = row.GetBoolean(16),
    };
}
