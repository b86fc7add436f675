using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Engine.Schedules;

/// <summary>
/// A pattern of clock times: second, minute, hour, day of the month, month, day of the week; five fields begin with
/// the minute. Each is <c>*</c>, values, ranges <c>a-b</c>, steps <c>/n</c> or a list of them; months and days of the
/// week have English names of three letters, Sunday is 0 or 7. Days may be <c>?</c>; <c>L</c> is the last day of the
/// month, <c>FRIL</c> its last Friday, <c>MON#2</c> its second Monday. A day must match both of its fields.
/// </summary>
public sealed class CronSchedule
{
    /// <summary>Days until it must have come round: 29 February on a weekday, over a year without one.</summary>
    private const int MostDays = 366 * 41;

    private readonly ImmutableArray<int> seconds;
    private readonly ImmutableArray<int> minutes;
    private readonly ImmutableArray<int> hours;
    private readonly CronDays days;

    private CronSchedule(string text, ImmutableArray<ImmutableArray<int>> times, CronDays days)
    {
        Text = text;
        (seconds, minutes, hours) = (times[0], times[1], times[2]);
        this.days = days;
    }

    /// <summary>As it was written, with single blanks.</summary>
    public string Text { get; }

    public override string ToString() => Text;

    /// <summary>Reads a pattern, or says in Chinese what was expected of the first field that is wrong.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? expected)
    {
        schedule = null;
        var fields = (text ?? "").ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            expected = "六个字段（秒 分 时 日 月 星期），或不带秒的五个字段";
            return false;
        }

        var written = string.Join(' ', fields);
        if (fields.Length == 5)
            fields = ["0", .. fields];
        CronField[] clock = [CronField.Second, CronField.Minute, CronField.Hour];
        var times = ImmutableArray.CreateBuilder<ImmutableArray<int>>(clock.Length);
        foreach (var (place, field) in clock.Index())
        {
            if (!field.TryRead(fields[place], out var values, out expected))
                return false;
            times.Add(values);
        }

        if (!CronDays.TryRead(fields[3..], out var days, out expected))
            return false;
        var read = new CronSchedule(written, times.ToImmutable(), days);
        if (read.Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null)
        {
            expected = "会出现的日期";
            return false;
        }

        schedule = read;
        return true;
    }

    /// <summary>
    /// The first instant (UTC) after that one at which the zone's clocks show a time of the pattern. A time that the
    /// clocks skip comes as much later as they skip; one that they show twice comes the first time.
    /// </summary>
    /// <returns>Null where the calendar ends before.</returns>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        while (NextLocal(local) is { } shown)
        {
            if (InstantOf(shown, zone) is { } instant && instant > after)
                return instant;
            local = shown;
        }

        return null;
    }

    /// <summary>The first time of the pattern after that one, by the clocks of one place.</summary>
    private DateTime? NextLocal(DateTime after)
    {
        if (after >= DateTime.MaxValue.AddSeconds(-1))
            return null;
        var from = after.AddTicks(TimeSpan.TicksPerSecond - (after.Ticks % TimeSpan.TicksPerSecond));
        var day = DateOnly.FromDateTime(from);
        if (days.Contains(day) && FirstFrom(TimeOnly.FromDateTime(from)) is { } today)
            return day.ToDateTime(today);
        for (var ahead = 1; ahead <= MostDays && day.DayNumber + ahead <= DateOnly.MaxValue.DayNumber; ahead++)
        {
            if (days.Contains(day.AddDays(ahead)))
                return day.AddDays(ahead).ToDateTime(new TimeOnly(hours[0], minutes[0], seconds[0]));
        }

        return null;
    }

    private TimeOnly? FirstFrom(TimeOnly from)
    {
        foreach (var hour in hours.Where(hour => hour >= from.Hour))
        {
            if (hour > from.Hour)
                return new TimeOnly(hour, minutes[0], seconds[0]);
            foreach (var minute in minutes.Where(minute => minute >= from.Minute))
            {
                if (minute > from.Minute)
                    return new TimeOnly(hour, minute, seconds[0]);
                if (seconds.FirstOrDefault(second => second >= from.Second, -1) is >= 0 and var next)
                    return new TimeOnly(hour, minute, next);
            }
        }

        return null;
    }

    /// <summary>Null beyond the calendar's ends.</summary>
    private static DateTimeOffset? InstantOf(DateTime local, TimeZoneInfo zone)
    {
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        var ticks = local.Ticks - offset.Ticks;
        return ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks
            ? null
            : new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
