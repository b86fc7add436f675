using System.Globalization;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

/// <summary>The files of a district by name; the names are those of the sample.</summary>
/// <param name="Text">The text of a file, or null where it is missing.</param>
public sealed record DistrictFiles(Func<string, string?> Text)
{
    private const int FirstYear = 2026;
    private const int LastYear = 2099;

    /// <summary>The fictitious district that a training database begins with.</summary>
    public static readonly DistrictFiles Sample = new(name => Embedded.Has("SampleDistrict/" + name)
        ? Embedded.Text("SampleDistrict/" + name)
        : null);

    /// <summary>A district as an office keeps it: UTF-8 files in one folder.</summary>
    public static DistrictFiles In(string folder) => new(name =>
        Path.Combine(folder, name) is var path && File.Exists(path) ? File.ReadAllText(path) : null);

    /// <summary>
    /// The tables of working days. They are the nation's, so a district without one of its own gets those that are
    /// known here.
    /// </summary>
    internal IReadOnlyList<(string Name, string Text)> Calendars()
    {
        var own = Enumerable.Range(FirstYear, LastYear - FirstYear + 1)
            .Select(year => string.Create(CultureInfo.InvariantCulture, $"calendar-{year}.csv"))
            .Select(name => (Name: name, Text: Text(name))).Where(file => file.Text is not null).ToList();
        return own.Count > 0 ? own! : Sample.Calendars();
    }
}
