using FsCheck.Xunit;
using Orchestrator.Engine.Schedules;

namespace Orchestrator.Engine.Tests.Schedules;

public sealed class CronScheduleTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly string[] SmallFields = ["*", "0", "5", "*/7", "3-6", "1,4,9", "2-12/3", "8/2"];

    private static readonly string[] DayFields = ["*", "?", "1", "L", "29", "31", "10-20", "*/9", "5,25"];

    private static readonly string[] MonthFields = ["*", "FEB", "1-3", "JAN,JUN", "*/5", "NOV-FEB", "12"];

    private static readonly string[] WeekdayFields =
        ["*", "?", "MON-FRI", "7", "0,3", "FRI-MON", "FRIL", "MON#2", "2#5"];

    [Theory]
    [InlineData("0 0 9 * * MON-FRI", "2026-03-13T09:00:00", "2026-03-16T09:00:00")]
    [InlineData("0 0 9 * * MON-FRI", "2026-03-13T08:59:59.9", "2026-03-13T09:00:00")]
    [InlineData("30 8 * * *", "2026-03-13T09:00:00", "2026-03-14T08:30:00")]
    [InlineData("*/15 * * * * *", "2026-12-31T23:59:50", "2027-01-01T00:00:00")]
    [InlineData("0 0 0 L * ?", "2028-02-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 18 ? * FRIL", "2026-05-27T00:00:00", "2026-05-29T18:00:00")]
    [InlineData("0 0 8 ? * MON#1", "2026-03-10T00:00:00", "2026-04-06T08:00:00")]
    [InlineData("0 0 0 29 2 SUN", "2026-01-01T00:00:00", "2032-02-29T00:00:00")]
    [InlineData("0 0 0 13 * FRI", "2026-03-13T00:00:00", "2026-11-13T00:00:00")]
    [InlineData("0 0 22-2 * * *", "2026-03-10T02:30:00", "2026-03-10T22:00:00")]
    [InlineData("0 0 6 * * FRI-MON", "2026-03-10T00:00:00", "2026-03-13T06:00:00")]
    [InlineData("0 0 12 ? jan,jul sun", "2026-03-10T00:00:00", "2026-07-05T12:00:00")]
    [InlineData("0 10/25 * * * 7", "2026-03-15T00:36:00", "2026-03-15T01:10:00")]
    public void The_next_time_is_the_first_that_the_clocks_of_the_zone_will_show(
        string pattern, string after, string next) =>
        Assert.Equal(Local(next), Read(pattern).Next(Local(after), Shanghai));

    [Theory]
    [InlineData("")]
    [InlineData("0 9 * *")]
    [InlineData("0 0 9 * * MON-FRI 2026")]
    [InlineData("60 0 9 * * *")]
    [InlineData("0 0 24 * * *")]
    [InlineData("0 0 9 0 * *")]
    [InlineData("0 0 9 * 13 *")]
    [InlineData("0 0 9 * * 8")]
    [InlineData("0 0 9 * * MO")]
    [InlineData("0 0 9 LW * ?")]
    [InlineData("0 0 9 15W * ?")]
    [InlineData("0 0 9 L-2 * ?")]
    [InlineData("0 0 9 ? * MON#6")]
    [InlineData("0 0 9 ? * MON#1,FRI")]
    [InlineData("? 0 9 * * *")]
    [InlineData("0 */0 9 * * *")]
    [InlineData("0 1- 9 * * *")]
    [InlineData("0 1,, 9 * * *")]
    [InlineData("0 -1 9 * * *")]
    [InlineData("@daily")]
    [InlineData("0 0 9 30 2 *")]
    [InlineData("0 0 9 31 4,6 *")]
    public void A_pattern_that_is_not_supported_or_never_comes_says_what_was_expected(string pattern)
    {
        Assert.False(CronSchedule.TryParse(pattern, out var schedule, out var expected));
        Assert.Null(schedule);
        Assert.NotEmpty(expected);
    }

    [Fact]
    public void A_time_that_summer_time_skips_comes_later_and_one_that_is_shown_twice_comes_once()
    {
        var daily = Read("0 30 2 * * *");

        var skipped = daily.Next(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero), Berlin);
        var twice = daily.Next(new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.Zero), Berlin);

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), skipped);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), twice);
        Assert.Equal(new DateTimeOffset(2026, 10, 26, 1, 30, 0, TimeSpan.Zero), daily.Next(twice!.Value, Berlin));
    }

    [Fact]
    public void The_calendar_has_an_end() =>
        Assert.Null(Read("0 0 0 1 1 *").Next(new DateTimeOffset(9999, 6, 1, 0, 0, 0, TimeSpan.Zero), Shanghai));

    [Property(MaxTest = 300)]
    public void The_next_time_is_later_matches_and_nothing_between_does(byte[] choice, uint offset)
    {
        var fields = Fields(choice);
        if (!CronSchedule.TryParse(string.Join(' ', fields), out var schedule, out _))
            return;
        var after = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(offset);

        var next = schedule.Next(after, Shanghai)!.Value;

        Assert.True(next > after);
        Assert.True(Matches(fields, next), $"{schedule} after {after:O} is not {next:O}");
        for (var between = NextSecond(after); between < next && between < after.AddMinutes(20);
            between = NextSecond(between))
            Assert.False(Matches(fields, between), $"{schedule} after {after:O} is already {between:O}");
        for (var day = after.AddDays(1); day < next.AddDays(-1); day = day.AddDays(1))
            Assert.False(MatchesDay(fields, Wall(day)), $"{schedule} after {after:O} has {day:O}, not first {next:O}");
        for (var between = next.AddSeconds(-1); between > after && between > next.AddMinutes(-20);
            between = between.AddSeconds(-1))
            Assert.False(Matches(fields, between), $"{schedule} after {after:O} is already {between:O}");
    }

    private static string[] Fields(byte[] choice)
    {
        string Of(string[] kinds, int place) => kinds[(choice.Length > place ? choice[place] : 0) % kinds.Length];
        return
        [
            Of(SmallFields, 0), Of(SmallFields, 1), Of(SmallFields, 2),
            Of(DayFields, 3), Of(MonthFields, 4), Of(WeekdayFields, 5),
        ];
    }

    /// <summary>The same said in another way: by asking each field whether it holds a number.</summary>
    private static bool Matches(string[] fields, DateTimeOffset instant)
    {
        var wall = Wall(instant);
        return Holds(fields[0], wall.Second, 0, 59) && Holds(fields[1], wall.Minute, 0, 59)
            && Holds(fields[2], wall.Hour, 0, 23) && MatchesDay(fields, wall);
    }

    private static bool MatchesDay(string[] fields, DateTime wall)
    {
        var last = DateTime.DaysInMonth(wall.Year, wall.Month);
        var isDay = fields[3] == "L" ? wall.Day == last : Holds(fields[3], wall.Day, 1, 31);
        var isMonth = fields[4] switch
        {
            "FEB" => wall.Month == 2,
            "JAN,JUN" => wall.Month is 1 or 6,
            "NOV-FEB" => wall.Month is 11 or 12 or 1 or 2,
            var other => Holds(other, wall.Month, 1, 12),
        };
        var isWeekday = (fields[5], wall.DayOfWeek) switch
        {
            ("*" or "?", _) => true,
            ("MON-FRI", var day) => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
            ("7", var day) => day == DayOfWeek.Sunday,
            ("0,3", var day) => day is DayOfWeek.Sunday or DayOfWeek.Wednesday,
            ("FRI-MON", var day) =>
                day is DayOfWeek.Friday or DayOfWeek.Saturday or DayOfWeek.Sunday or DayOfWeek.Monday,
            ("FRIL", var day) => day == DayOfWeek.Friday && wall.Day > last - 7,
            ("MON#2", var day) => day == DayOfWeek.Monday && wall.Day is > 7 and <= 14,
            ("2#5", var day) => day == DayOfWeek.Tuesday && wall.Day > 28,
            _ => throw new InvalidOperationException(fields[5]),
        };
        return isDay && isMonth && isWeekday;
    }

    private static bool Holds(string field, int number, int first, int last) => field.Split(',').Any(part =>
    {
        var step = part.Contains('/') ? int.Parse(part.Split('/')[1], null) : 1;
        var range = part.Split('/')[0];
        var (from, to) = range is "*" or "?" ? (first, last)
            : range.Contains('-') ? (int.Parse(range.Split('-')[0], null), int.Parse(range.Split('-')[1], null))
            : (int.Parse(range, null), part.Contains('/') ? last : int.Parse(range, null));
        return number >= from && number <= to && (number - from) % step == 0;
    });

    private static DateTimeOffset NextSecond(DateTimeOffset instant) => instant.AddSeconds(1);

    private static DateTime Wall(DateTimeOffset instant) => instant.UtcDateTime.AddHours(8);

    private static DateTimeOffset Local(string text) => DateTimeOffset.Parse(text + "+08:00", null).ToUniversalTime();

    private static CronSchedule Read(string pattern)
    {
        Assert.True(CronSchedule.TryParse(pattern, out var schedule, out var expected), expected);
        return schedule;
    }
}
