using System.Globalization;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tests.Calendars;

public sealed class ShanghaiTimeTests
{
    [Theory]
    [InlineData("2026-05-27", "2026-05-27T01:00:00Z")]
    [InlineData("1986-05-03", "1986-05-03T01:00:00Z")]
    [InlineData("1986-05-04", "1986-05-04T00:00:00Z")]
    [InlineData("1988-07-01", "1988-07-01T00:00:00Z")]
    [InlineData("1991-09-15", "1991-09-15T01:00:00Z")]
    public void Nine_o_clock_follows_the_summer_time_of_1986_to_1991(string date, string utc)
    {
        var moment = ShanghaiTime.StepMoment(DateOnly.Parse(date, CultureInfo.InvariantCulture));

        Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture), moment);
    }

    [Fact]
    public void A_due_date_is_over_at_midnight_in_Shanghai()
    {
        Assert.Equal(
            new DateTimeOffset(2026, 5, 27, 16, 0, 0, TimeSpan.Zero), ShanghaiTime.EndOf(Sample.Day(5, 27)));
    }

    [Theory]
    [InlineData("2026-05-08T07:59:00+08:00", "2026-05-08T08:00:00+08:00")]
    [InlineData("2026-05-08T08:00:00+08:00", "2026-05-08T08:00:00+08:00")]
    [InlineData("2026-05-08T17:59:00+08:00", "2026-05-08T17:59:00+08:00")]
    [InlineData("2026-05-08T18:00:00+08:00", "2026-05-09T08:00:00+08:00")]
    [InlineData("2026-05-09T18:00:00+08:00", "2026-05-11T08:00:00+08:00")]
    [InlineData("2026-09-30T20:00:00+08:00", "2026-10-08T08:00:00+08:00")]
    [InlineData("2026-10-04T10:00:00+08:00", "2026-10-08T08:00:00+08:00")]
    public void Mail_waits_for_the_morning_of_the_next_working_day(string asked, string allowed)
    {
        Assert.Equal(
            DateTimeOffset.Parse(allowed, CultureInfo.InvariantCulture),
            ShanghaiTime.AfterQuietHours(DateTimeOffset.Parse(asked, CultureInfo.InvariantCulture), Sample.Calendar));
    }
}
