using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orchestrator.Engine.Schedules;

/// <summary>The three fields of a cron pattern that choose days.</summary>
internal sealed class CronDays
{
    /// <summary>Stands for the last of a month, among the ordinals of a weekday.</summary>
    private const int LastOfMonth = 6;

    private ImmutableArray<int> days = [];
    private ImmutableArray<int> months = [];
    private ImmutableArray<int> weekdays = [];
    private (int Weekday, int Ordinal)? chosen;
    private bool isLastDay;

    private CronDays() { }

    /// <param name="fields">Day of the month, month, day of the week.</param>
    /// <param name="read">What they choose.</param>
    /// <param name="expected">What was expected of the first that is wrong.</param>
    public static bool TryRead(
        string[] fields, [NotNullWhen(true)] out CronDays? read, [NotNullWhen(false)] out string? expected)
    {
        var days = new CronDays { isLastDay = fields[0] == "L", chosen = Chosen(fields[2]) };
        read = null;
        if (!CronField.Day.TryRead(Any(fields[0], days.isLastDay), out days.days, out expected)
            || !CronField.Month.TryRead(fields[1], out days.months, out expected)
            || !CronField.Weekday.TryRead(Any(fields[2], days.chosen is not null), out days.weekdays, out expected))
            return false;
        read = days;
        return true;
    }

    public bool Contains(DateOnly day) =>
        months.Contains(day.Month) && days.Contains(day.Day) && weekdays.Contains((int)day.DayOfWeek)
        && (!isLastDay || IsInLast(day, 1))
        && (chosen is not { } one || (one.Weekday == (int)day.DayOfWeek && (one.Ordinal == LastOfMonth
            ? IsInLast(day, 7)
            : (day.Day + 6) / 7 == one.Ordinal)));

    private static string Any(string field, bool isChosenOtherwise) => field == "?" || isChosenOtherwise ? "*" : field;

    private static bool IsInLast(DateOnly day, int count) =>
        day.Day > DateTime.DaysInMonth(day.Year, day.Month) - count;

    /// <summary>MON#2, FRIL; null for anything else.</summary>
    private static (int Weekday, int Ordinal)? Chosen(string field) => field.Split('#') switch
    {
        [var day, var nth] when CronField.Weekday.Number(day) is { } weekday && nth is ['1' or '2' or '3' or '4' or '5']
            => (weekday % 7, int.Parse(nth, CultureInfo.InvariantCulture)),
        [[.. var day, 'L']] when CronField.Weekday.Number(day) is { } weekday => (weekday % 7, LastOfMonth),
        _ => null,
    };
}
