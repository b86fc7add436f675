using Orchestrator.Runtime.Storage.Scratch;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>What a rehearsal takes along: the district, its calendar and rules, its processes; no case of anybody.
/// </summary>
public static class DistrictCopy
{
    /// <summary>Each after those that it refers to.</summary>
    private static readonly string[] Tables =
    [
        "supervision.inspection_zone", "supervision.unit", "supervision.unit_contact", "supervision.district_organ",
        "supervision.person", "supervision.post", "supervision.absence", "supervision.line_officer",
        "supervision.inspector", "supervision.recusal", "supervision.indicator_scheme", "supervision.indicator",
        "supervision.calendar_version", "supervision.calendar_day", "supervision.deadline_profile",
        "supervision.timer_rule", "supervision.number_series", "supervision.series_sign",
        "orchestrator.definition_version", "orchestrator.definition_content", "orchestrator.definition_file",
    ];

    public static Task Run(string from, string to, CancellationToken stop) => TableCopy.Run(from, to, Tables, stop);
}
