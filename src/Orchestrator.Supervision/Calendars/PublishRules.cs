using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Calendars;

/// <summary>Who publishes a version, and why.</summary>
public sealed record RuleChange(string By, DateTimeOffset At, string Reason);

/// <summary>One version of the calendar, as its history shows it.</summary>
public sealed record CalendarEdition(int Version, DateTimeOffset At, string By, string Reason);

/// <summary>New versions of the calendar and of deadline profiles. Versions are whole; none ever changes.</summary>
public static class PublishRules
{
    /// <summary>The next calendar version. Cases keep the one they were pinned to.</summary>
    public static async Task<CalendarVersion> Calendar(
        Tx tx, ImmutableArray<CalendarDay> days, RuleChange change, CancellationToken stop)
    {
        // The primary key refuses the second of two who publish at once.
        var version = await tx.QueryOne($"""
            INSERT INTO supervision.calendar_version (version, imported_at, imported_by, reason)
            SELECT coalesce(max(version), 0) + 1, {change.At}, {change.By}, {change.Reason}
            FROM supervision.calendar_version
            RETURNING version
            """, row => row.GetInt32(0), stop);
        await tx.Execute($"""
            INSERT INTO supervision.calendar_day (version, day, name, day_type, is_statutory_day, source, status)
            SELECT {version}, *
            FROM unnest(
                {days.Select(day => day.Date).ToArray()}, {days.Select(day => day.Name).ToArray()},
                {days.Select(day => day.Type.ToString()).ToArray()},
                {days.Select(day => day.IsStatutoryDay).ToArray()}, {days.Select(day => day.Source).ToArray()},
                {days.Select(day => day.Status.ToString()).ToArray()})
            """, stop);
        return new CalendarVersion(version);
    }

    /// <summary>Newest first.</summary>
    public static Task<IReadOnlyList<CalendarEdition>> Editions(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT version, imported_at, imported_by, reason
        FROM supervision.calendar_version
        ORDER BY version DESC
        LIMIT 100
        """, row => new CalendarEdition(
            row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3)), stop);

    /// <summary>The next version of a profile, with all its rows.</summary>
    public static async Task<ProfileVersion> Profile(
        Tx tx, DeadlineProfile profile, RuleChange change, CancellationToken stop)
    {
        var (name, rules) = (profile.Version.Name, profile.Rules.Values.ToList());
        var version = await tx.QueryOne($"""
            INSERT INTO supervision.deadline_profile (name, version, effective_from, changed_at, changed_by, reason)
            SELECT {name}, coalesce(max(version), 0) + 1, {ShanghaiTime.DateOf(change.At)}, {change.At}, {change.By},
                   {change.Reason}
            FROM supervision.deadline_profile
            WHERE name = {name}
            RETURNING version
            """, row => row.GetInt32(0), stop);
        await tx.Execute(rules.Select(rule => Row(name, version, rule)), stop);
        return new ProfileVersion(name, version);
    }

    // Arrays of arrays of different lengths do not go through unnest; a profile has some forty rows.
    private static Sql Row(string name, int version, TimerRule rule) => $"""
        INSERT INTO supervision.timer_rule
            (profile_name, profile_version, id, name, class, basis, "values", unit, range_from, range_to, version,
             effective_from)
        VALUES ({name}, {version}, {rule.Id.Value}, {rule.Name}, {rule.Class.ToString()}, {rule.Basis},
                {rule.Values.ToArray()}, {rule.Unit.ToString()}, {rule.RangeFrom}, {rule.RangeTo}, {rule.Version},
                {rule.EffectiveFrom})
        """;
}
