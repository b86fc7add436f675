using System.Collections.Immutable;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Tests;

/// <summary>
/// What every story of this project happens in: the calendars of 2026 and 2027 and the standard numbers.
/// </summary>
internal static class Sample
{
    public static readonly WorkCalendar Calendar = new(new CalendarVersion(1), [.. Year(2026), .. Year(2027)]);

    public static readonly DeadlineProfile Standard = StandardProfile.Shipped;

    public static DateOnly Day(int month, int day) => new(2026, month, day);

    public static ImmutableArray<CalendarDay> Year(int year)
    {
        var reading = CalendarTable.Read($"calendar-{year}.csv", Embedded.Text($"SampleDistrict/calendar-{year}.csv"));
        Assert.Empty(reading.Problems);
        return reading.Days;
    }

    /// <summary>The text of a file that lies beside a test.</summary>
    public static string Text(string path)
    {
        using var stream = typeof(Sample).Assembly.GetManifestResourceStream(path);
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
