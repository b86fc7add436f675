using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tracking;

/// <summary>A tracking report as its own room needs it.</summary>
internal sealed record TrackingReport
{
    public required Guid Id { get; init; }
    public required string Department { get; init; }
    public required string DepartmentName { get; init; }
    public required TrackingMonth Month { get; init; }

    /// <summary>The local date on which it was asked for: its days count from there.</summary>
    public required DateOnly OpenedOn { get; init; }
    public required ProfileVersion Profile { get; init; }
    public required CalendarVersion Calendar { get; init; }
}

/// <summary>Reads and begins them.</summary>
internal static class TrackingReports
{
    public static Task<IReadOnlyList<TrackingReport>> Read(
        Tx tx, IReadOnlyCollection<Guid> ids, CancellationToken stop) => tx.Query($"""
        SELECT report.id, report.department_code, unit.short_name, report.month, opened.opened_on, report.profile_name,
               report.profile_version, report.calendar_version
        FROM supervision.tracking_report AS report
        JOIN supervision.tracking_month AS opened ON opened.month = report.month
        JOIN supervision.unit AS unit ON unit.code = report.department_code
        WHERE report.id = ANY ({ids.ToArray()})
        """, Read, stop);

    /// <summary>
    /// True for the first who asks, and for nobody after: of two at once the second waits here for the first one's
    /// commit.
    /// </summary>
    public static async Task<bool> Claim(Tx tx, TrackingMonth month, DateOnly today, CancellationToken stop) =>
        await tx.Execute($"""
            INSERT INTO supervision.tracking_month (month, opened_on) VALUES ({month.First}, {today})
            ON CONFLICT (month) DO NOTHING
            """, stop) == 1;

    /// <summary>One for each department whose units have something open; in the order of their codes.</summary>
    public static async Task<IReadOnlyList<(Guid Id, string Department)>> Begin(
        Tx tx, TrackingMonth month, (PinnedRules Rules, DateTimeOffset At) by, CancellationToken stop)
    {
        var owing = await tx.Query(
            $"SELECT DISTINCT department_code FROM supervision.tracked_item ORDER BY 1", row => row.GetString(0), stop);
        (Guid Id, string Department)[] begun = [.. owing.Select(code => (Guid.CreateVersion7(by.At), code))];
        await tx.Execute($"""
            INSERT INTO supervision.tracking_report
                (id, department_code, month, profile_name, profile_version, calendar_version, state_since)
            SELECT id, code, {month.First}, {by.Rules.Profile.Version.Name}, {by.Rules.Profile.Version.Number},
                   {by.Rules.Calendar.Version.Number}, {by.At.ToUniversalTime()}
            FROM unnest({begun.Select(one => one.Id).ToArray()}, {begun.Select(one => one.Department).ToArray()})
                AS begun (id, code)
            """, stop);
        return begun;
    }

    /// <summary>Whatever is computed from now on of reports that are owed goes by the new calendar.</summary>
    public static Task MoveCalendar(Tx tx, CalendarVersion calendar, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.tracking_report SET calendar_version = {calendar.Number}
        WHERE state = {nameof(TrackingState.Owed)}
        """, stop);

    private static TrackingReport Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Department = row.GetString(1),
        DepartmentName = row.GetString(2),
        Month = new TrackingMonth(row.GetFieldValue<DateOnly>(3)),
        OpenedOn = row.GetFieldValue<DateOnly>(4),
        Profile = new ProfileVersion(row.GetString(5), row.GetInt32(6)),
        Calendar = new CalendarVersion(row.GetInt32(7)),
    };
}
