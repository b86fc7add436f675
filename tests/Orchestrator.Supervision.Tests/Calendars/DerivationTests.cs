using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tests.Calendars;

public sealed class DerivationTests
{
    [Fact]
    public void A_plain_sum_says_only_the_sum()
    {
        Assert.Equal("收到2026-04-27 + 30日 = 2026-05-27", CalendarDays(Sample.Day(4, 27), 30));
    }

    [Fact]
    public void A_roll_names_the_holiday_or_the_weekday()
    {
        Assert.Equal("收到2026-06-05 + 15日 = 2026-06-20，末日为端午节假期，顺延至2026-06-22", CalendarDays(Sample.Day(6, 5), 15));
        Assert.Equal("收到2026-03-12 + 30日 = 2026-04-11，末日为周六，顺延至2026-04-13", CalendarDays(Sample.Day(3, 12), 30));
        Assert.Equal("收到2026-04-27 + 20日 = 2026-05-17，末日为周日，顺延至2026-05-18", CalendarDays(Sample.Day(4, 27), 20));
    }

    [Fact]
    public void A_make_up_Saturday_is_said_not_to_roll()
    {
        Assert.Equal("收到2026-01-30 + 15日 = 2026-02-14，末日为调休上班日，不顺延", CalendarDays(Sample.Day(1, 30), 15));
    }

    [Fact]
    public void Working_days_name_what_was_left_out_and_what_was_counted()
    {
        Assert.Equal(
            "收到2026-04-27 + 10个工作日 = 2026-05-13（劳动节假期不计，2026-05-09调休上班计入）",
            DeadlineRule.Of(new WorkingDays(10)).From(Sample.Day(4, 27), Sample.Calendar).Explanation);
    }

    [Fact]
    public void A_date_that_may_still_move_says_so()
    {
        Assert.EndsWith("（2027年放假安排尚未正式公布，可能变动）", CalendarDays(Sample.Day(11, 2), 60), StringComparison.Ordinal);
        Assert.EndsWith(
            "（2030年没有放假安排，暂按周一至周五计算）", CalendarDays(new DateOnly(2030, 3, 1), 30), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "2026-01-01", "CA002")]
    [InlineData(3661, "2026-01-01", "CA002")]
    [InlineData(30, "0001-01-01", "CA003")]
    [InlineData(30, "9999-12-01", "CA003")]
    [InlineData(3660, "9900-12-31", null)]
    [InlineData(0, "0002-01-01", null)]
    public void A_sum_out_of_this_world_is_refused(int days, string from, string? code)
    {
        var start = DateOnly.ParseExact(from, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var rule = new DeadlineRule { Count = DayCountKind.Working, Days = days };

        Assert.Equal(code, rule.Check(start)?.Code);

        if (code is null)
            DeadlineDates.Of(rule.From(start, Sample.Calendar), Sample.Standard, Sample.Calendar);
    }

    private static string CalendarDays(DateOnly from, int days) =>
        DeadlineRule.Of(new CalendarDays(days)).From(from, Sample.Calendar).Explanation;
}
