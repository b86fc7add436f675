using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Tracking;

/// <summary>Reads what a department has to follow.</summary>
public static class TrackingLists
{
    /// <summary>Items that a list names; it says how many there are in all.</summary>
    public const int MostItems = 2_000;

    /// <param name="tx">The caller's.</param>
    /// <param name="of">The department and the month of the report.</param>
    /// <param name="on">The day on which the items are looked at, and the calendar that counts working days.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<TrackingList> Of(
        Tx tx, (string Department, TrackingMonth Month) of, (DateOnly Day, WorkCalendar Calendar) on,
        CancellationToken stop)
    {
        var rows = await Items(tx, of.Department, on.Day, stop);
        var counts = await ReviewCounts.Of(tx, (of.Month.First, of.Month.Last), on.Calendar, stop);
        return new TrackingList
        {
            Items = [.. rows.Select(row => row.Item)],
            OpenItems = rows.Select(row => row.Total).FirstOrDefault(),
            OverdueItems = rows.Select(row => row.Overdue).FirstOrDefault(),
            ClosedInMonth = await Closed(tx, of, stop),
            Reviews = counts.GetValueOrDefault(of.Department, ReviewCount.None),
        };
    }

    private static Task<IReadOnlyList<(TrackedItem Item, int Total, int Overdue)>> Items(
        Tx tx, string department, DateOnly day, CancellationToken stop) => tx.Query($"""
        SELECT item.id, unit.short_name, campaign.title, item.number, item.fact, item.state, item.due_on,
               CASE WHEN tracked.is_owed THEN greatest(coalesce({day} - item.due_on, 0), 0) ELSE 0 END,
               count(*) OVER ()::int, (count(*) FILTER (WHERE tracked.is_owed AND item.due_on < {day}) OVER ())::int
        FROM supervision.tracked_item AS tracked
        JOIN supervision.problem_item AS item ON item.id = tracked.id
        JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
        JOIN supervision.campaign AS campaign ON campaign.id = item.campaign_id
        WHERE tracked.department_code = {department}
        ORDER BY unit.code, item.due_on NULLS LAST, item.number, item.id
        LIMIT {MostItems}
        """, row => (Read(row), row.GetInt32(8), row.GetInt32(9)), stop);

    private static Task<int> Closed(
        Tx tx, (string Department, TrackingMonth Month) of, CancellationToken stop) => tx.QueryOne($"""
        SELECT count(*)::int
        FROM supervision.closure AS closed
        JOIN supervision.problem_item AS item ON item.id = closed.item_id
        JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
        WHERE unit.supervising_unit_code = {of.Department} AND unit.category NOT IN ('Organ', 'Department')
          AND item.parent_id IS NULL
          AND (closed.closed_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN {of.Month.First} AND {of.Month.Last}
        """, row => row.GetInt32(0), stop);

    private static TrackedItem Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Unit = row.GetString(1),
        Campaign = row.GetString(2),
        Number = row.GetInt32(3),
        Fact = row.GetString(4),
        State = Enum.Parse<ItemState>(row.GetString(5)),
        DueOn = row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6),
        OverdueDays = row.GetInt32(7),
    };
}

/// <summary>Counts pre-reviews by department.</summary>
public static class ReviewCounts
{
    /// <param name="tx">The caller's.</param>
    /// <param name="within">The first and the last day on which they were decided.</param>
    /// <param name="calendar">Counts the working days that they took.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<IReadOnlyDictionary<string, ReviewCount>> Of(
        Tx tx, (DateOnly First, DateOnly Last) within, WorkCalendar calendar, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT department_code, verdict = 'Lapsed', submitted_on, decided_on, count(*)::int
            FROM supervision.department_verdict
            WHERE decided_on BETWEEN {within.First} AND {within.Last}
            GROUP BY 1, 2, 3, 4
            """, row => (Department: row.GetString(0), IsLapse: row.GetBoolean(1), From: row.GetFieldValue<DateOnly>(2),
                To: row.GetFieldValue<DateOnly>(3), Count: row.GetInt32(4)), stop);
        return rows.GroupBy(row => row.Department).ToDictionary(
            department => department.Key,
            department => new ReviewCount(
                department.Where(row => !row.IsLapse).Sum(row => row.Count),
                department.Where(row => !row.IsLapse)
                    .Sum(row => row.Count * calendar.Between(row.From, row.To).Count),
                department.Where(row => row.IsLapse).Sum(row => row.Count)));
    }
}
