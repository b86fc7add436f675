using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>A unit with whoever acts for it.</summary>
public sealed record UnitListed
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required string Category { get; init; }
    public string? SupervisedBy { get; init; }
    public ContactListed? Head { get; init; }
    public ContactListed? Liaison { get; init; }
    public required int OpenItems { get; init; }
}

public sealed record ContactListed(string Name, string? Email, string? Phone);

/// <summary>单位: lists with their contacts.</summary>
public static class UnitList
{
    /// <param name="tx">The caller's.</param>
    /// <param name="sight">How far the reader sees.</param>
    /// <param name="filter">Search in code, name, short name and contacts.</param>
    /// <param name="code">Only this unit; null: all.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<Listed<UnitListed>> Of(
        Tx tx, Sight sight, ListFilter filter, string? code, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT unit.code, unit.name, unit.category, department.name, head.name, head.email, head.phone,
                   liaison.name, liaison.email, liaison.phone,
                   (SELECT count(*)::int FROM supervision.problem_item
                    WHERE responsible_unit_code = unit.code AND parent_id IS NULL
                      AND state NOT IN ('Closed', 'Dropped', 'Transferred')),
                   count(*) OVER ()::int
            FROM supervision.unit AS unit
            LEFT JOIN supervision.unit AS department ON department.code = unit.supervising_unit_code
            LEFT JOIN supervision.unit_contact AS head ON head.unit_code = unit.code AND head.role = 'UnitHead'
            LEFT JOIN supervision.unit_contact AS liaison
                   ON liaison.unit_code = unit.code AND liaison.role = 'LiaisonOfficer'
            WHERE ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
                   OR EXISTS (SELECT FROM supervision.campaign_unit AS chosen
                              JOIN supervision.team_member AS member ON member.campaign_id = chosen.campaign_id
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE chosen.unit_code = unit.code AND inspector.person_id = {sight.Person}))
              AND ({code}::text IS NULL OR unit.code = {code})
              AND concat_ws(' ', unit.code, unit.name, unit.short_name, head.name, liaison.name) ILIKE {filter.Pattern}
            ORDER BY unit.code
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Unit: Read(row), Total: row.GetInt32(11)), stop);
        return new([.. rows.Select(row => row.Unit)], rows.Select(row => row.Total).FirstOrDefault());
    }

    private static UnitListed Read(NpgsqlDataReader row) => new()
    {
        Code = row.GetString(0),
        Name = row.GetString(1),
        Category = row.GetString(2),
        SupervisedBy = row.IsDBNull(3) ? null : row.GetString(3),
        Head = Contact(row, 4),
        Liaison = Contact(row, 7),
        OpenItems = row.GetInt32(10),
    };

    private static ContactListed? Contact(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : new ContactListed(
        row.GetString(at), row.IsDBNull(at + 1) ? null : row.GetString(at + 1),
        row.IsDBNull(at + 2) ? null : row.GetString(at + 2));
}
