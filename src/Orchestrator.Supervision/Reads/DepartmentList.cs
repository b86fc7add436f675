using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Supervision.Reads;

/// <summary>A 主管部门 and how it follows its units.</summary>
public sealed record DepartmentListed
{
    public required string Code { get; init; }
    public required string Name { get; init; }

    /// <summary>How many it supervises.</summary>
    public required int Units { get; init; }
    public required int OpenItems { get; init; }
    public required int OverdueItems { get; init; }

    /// <summary>Given or let pass in the last twelve months.</summary>
    public required ReviewCount Reviews { get; init; }

    /// <summary>未报送, where that came in the last twelve months.</summary>
    public required int MissedReports { get; init; }

    /// <summary>The newest three months, newest first.</summary>
    public required IReadOnlyList<MonthListed> Latest { get; init; }

    /// <summary>What counts against the department itself, and against none of its units; of twelve months.</summary>
    public int Lapses => Reviews.Lapsed + MissedReports;
}

/// <summary>One month's tracking report in a list.</summary>
/// <param name="Month">2026年4月.</param>
/// <param name="State">Where it stands.</param>
public sealed record MonthListed(string Month, TrackingState State);

/// <summary>主管部门: whoever supervises a unit.</summary>
public static class DepartmentList
{
    /// <summary>The first day that still counts for or against a department: twelve months back.</summary>
    public static DateOnly CountsFrom(DateOnly today) => today.AddMonths(-12);

    /// <param name="tx">The caller's.</param>
    /// <param name="sight">How far the reader sees; a team sees no department.</param>
    /// <param name="filter">Search in code and name.</param>
    /// <param name="of">Only this department, null: all; and where calendars are read.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<Listed<DepartmentListed>> Of(
        Tx tx, Sight sight, ListFilter filter, (string? Code, RuleBook Rules) of, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT department.code, department.name,
                   (SELECT count(*)::int FROM supervision.unit WHERE supervising_unit_code = department.code),
                   (SELECT count(*)::int FROM supervision.tracked_item WHERE department_code = department.code),
                   (SELECT count(*)::int FROM supervision.tracked_item
                    WHERE department_code = department.code AND is_owed AND due_on < {filter.Today}),
                   (SELECT count(*)::int FROM supervision.tracking_report
                    WHERE department_code = department.code AND state = 'Missed'
                      AND (state_since AT TIME ZONE 'Asia/Shanghai')::date >= {CountsFrom(filter.Today)}),
                   latest.months, latest.states, count(*) OVER ()::int
            FROM supervision.unit AS department
            CROSS JOIN LATERAL (
                SELECT array_agg(month ORDER BY month DESC) AS months, array_agg(state ORDER BY month DESC) AS states
                FROM (SELECT month, state FROM supervision.tracking_report
                      WHERE department_code = department.code ORDER BY month DESC LIMIT 3) AS report) AS latest
            WHERE EXISTS (SELECT FROM supervision.unit WHERE supervising_unit_code = department.code)
              AND ({sight.SeesAll} OR department.code = ANY ({sight.Departments.ToArray()}))
              AND ({of.Code}::text IS NULL OR department.code = {of.Code})
              AND concat_ws(' ', department.code, department.name, department.short_name) ILIKE {filter.Pattern}
            ORDER BY department.code
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Department: Read(row), Total: row.GetInt32(8)), stop);
        var calendar = await of.Rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        var reviews = await ReviewCounts.Of(tx, (CountsFrom(filter.Today), filter.Today), calendar, stop);
        return new(
            [
                .. rows.Select(row => row.Department with
                {
                    Reviews = reviews.GetValueOrDefault(row.Department.Code, ReviewCount.None),
                }),
            ], rows.Select(row => row.Total).FirstOrDefault());
    }

    private static DepartmentListed Read(NpgsqlDataReader row) => new()
    {
        Code = row.GetString(0),
        Name = row.GetString(1),
        Units = row.GetInt32(2),
        OpenItems = row.GetInt32(3),
        OverdueItems = row.GetInt32(4),
        MissedReports = row.GetInt32(5),
        Reviews = ReviewCount.None,
        Latest = row.IsDBNull(6)
            ? []
            : [.. row.GetFieldValue<DateOnly[]>(6).Zip(row.GetFieldValue<string[]>(7)).Select(one => new MonthListed(
                new TrackingMonth(one.First).Label, Enum.Parse<TrackingState>(one.Second)))],
    };
}
