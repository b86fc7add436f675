using System.Collections.Concurrent;
using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Calendars;

/// <summary>
/// Calendar and profile versions as they stand in the database, kept in memory once read: a version never changes, so
/// what is kept here can be old but never wrong.
/// </summary>
public sealed class RuleBook
{
    private readonly ConcurrentDictionary<CalendarVersion, WorkCalendar> calendars = [];
    private readonly ConcurrentDictionary<ProfileVersion, DeadlineProfile> profiles = [];

    /// <summary>Two statements for versions never asked before, none afterwards.</summary>
    public async Task<PinnedRules> Read(
        Tx tx, CalendarVersion calendar, ProfileVersion profile, CancellationToken stop) =>
        new(await ReadCalendar(tx, calendar, stop), await ReadProfile(tx, profile, stop));

    public async Task<WorkCalendar> ReadCalendar(Tx tx, CalendarVersion version, CancellationToken stop)
    {
        if (calendars.TryGetValue(version, out var known))
            return known;
        var days = await tx.Query($"""
            SELECT day, name, day_type, is_statutory_day, source, status
            FROM supervision.calendar_day
            WHERE version = {version.Number}
            ORDER BY day
            """, ReadDay, stop);
        return calendars.GetOrAdd(version, new WorkCalendar(version, days));
    }

    public async Task<DeadlineProfile> ReadProfile(Tx tx, ProfileVersion version, CancellationToken stop)
    {
        if (profiles.TryGetValue(version, out var known))
            return known;
        var rules = await tx.Query($"""
            SELECT id, name, class, basis, "values", unit, range_from, range_to, version, effective_from
            FROM supervision.timer_rule
            WHERE profile_name = {version.Name} AND profile_version = {version.Number}
            """, ReadRule, stop);
        return profiles.GetOrAdd(
            version, new DeadlineProfile(version, rules.ToImmutableDictionary(rule => rule.Id)));
    }

    private static TimerRule ReadRule(NpgsqlDataReader row) => new()
    {
        Id = new TimerId(row.GetString(0)),
        Name = row.GetString(1),
        Class = Enum.Parse<RuleClass>(row.GetString(2)),
        Basis = row.GetString(3),
        Values = [.. row.GetFieldValue<int[]>(4)],
        Unit = Enum.Parse<TimerUnit>(row.GetString(5)),
        RangeFrom = row.IsDBNull(6) ? null : row.GetInt32(6),
        RangeTo = row.IsDBNull(7) ? null : row.GetInt32(7),
        Version = row.GetInt32(8),
        EffectiveFrom = row.GetFieldValue<DateOnly>(9),
    };

    private static CalendarDay ReadDay(NpgsqlDataReader row) => new()
    {
        Date = row.GetFieldValue<DateOnly>(0),
        Name = row.GetString(1),
        Type = Enum.Parse<DayType>(row.GetString(2)),
        IsStatutoryDay = row.GetBoolean(3),
        Source = row.GetString(4),
        Status = Enum.Parse<CalendarStatus>(row.GetString(5)),
    };
}
