using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Calendars;

/// <summary>The versions that a case beginning now is pinned to.</summary>
public static class CurrentRules
{
    public static async Task<CalendarVersion> Calendar(Tx tx, CancellationToken stop) => new(await tx.QueryOne(
        $"SELECT max(version) FROM supervision.calendar_version", row => row.GetInt32(0), stop));

    /// <summary>The names of all profiles, the standard one first.</summary>
    public static Task<IReadOnlyList<string>> Profiles(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT DISTINCT name, name <> {DeadlineProfile.StandardName}
        FROM supervision.deadline_profile
        ORDER BY 2, 1
        """, row => row.GetString(0), stop);

    /// <summary>The newest version of the profile; null where there is none of that name.</summary>
    public static async Task<ProfileVersion?> Profile(Tx tx, string name, CancellationToken stop)
    {
        var version = await tx.QueryOne($"""
            SELECT max(version) FROM supervision.deadline_profile WHERE name = {name}
            """, row => row.IsDBNull(0) ? 0 : row.GetInt32(0), stop);
        return version == 0 ? null : new ProfileVersion(name, version);
    }
}
