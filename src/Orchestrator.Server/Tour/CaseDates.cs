using System.Text.Json;

namespace Orchestrator.Server.Tour;

/// <summary>
/// Days of a case, held against the worked example: of what waits for an answer, and of what its story tells.
/// </summary>
internal sealed class CaseDates(District district, Comparison compare)
{
    /// <param name="step">As the reader is told.</param>
    /// <param name="school">Whose case it is.</param>
    /// <param name="title">A part of the title of the task that waits.</param>
    /// <param name="expected">yyyy-MM-dd.</param>
    /// <param name="stop">The caller's.</param>
    public async Task Due(string step, School school, string title, string expected, CancellationToken stop) =>
        Due(step, (await district.Case(school, stop)).GetProperty("waits").EnumerateArray()
            .FirstOrDefault(wait => Text(wait, "title")!.Contains(title, StringComparison.Ordinal)), expected);

    public void Due(string step, JsonElement task, string expected) =>
        compare.Day(step, expected, Text(task, "dueOn"), Text(task, "dueExplanation"));

    /// <param name="step">As the reader is told.</param>
    /// <param name="school">Whose case it is.</param>
    /// <param name="act">Of the entry of the story; of several the newest counts.</param>
    /// <param name="expected">yyyy-MM-dd.</param>
    /// <param name="stop">The caller's.</param>
    public async Task Happened(string step, School school, string act, string expected, CancellationToken stop)
    {
        var entry = (await district.Case(school, stop)).GetProperty("happened").EnumerateArray()
            .LastOrDefault(entry => Text(entry, "act") == act);
        var day = entry.ValueKind == JsonValueKind.Undefined
            ? null
            : District.DayOf(entry.GetProperty("at").GetDateTimeOffset());
        compare.Day(step, expected, day, Text(entry, "what") == "step" ? Text(entry, "note") : null);
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Undefined ? null : of.GetProperty(name).GetString();
}
