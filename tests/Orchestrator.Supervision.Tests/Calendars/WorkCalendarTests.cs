using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tests.Calendars;

public sealed class WorkCalendarTests
{
    [Fact]
    public void A_make_up_Saturday_is_a_working_day()
    {
        var due = Sample.Calendar.Add(Sample.Day(5, 7), new WorkingDays(2));

        Assert.Equal(Sample.Day(5, 9), due);
    }

    [Theory]
    [InlineData(2026)]
    [InlineData(2027)]
    public void A_year_of_the_sample_has_248_working_days(int year)
    {
        var worked = Sample.Calendar.Between(new DateOnly(year - 1, 12, 31), new DateOnly(year, 12, 31));

        Assert.Equal(248, worked.Count);
    }

    [Fact]
    public void A_year_without_a_table_counts_Monday_to_Friday_and_is_provisional()
    {
        Assert.True(Sample.Calendar.IsWorkday(new DateOnly(2029, 10, 1)));
        Assert.False(Sample.Calendar.IsWorkday(new DateOnly(2029, 10, 6)));
        Assert.True(Sample.Calendar.IsProvisional(2029));
        Assert.True(Sample.Calendar.IsProvisional(2027));
        Assert.False(Sample.Calendar.IsProvisional(2026));
    }

    [Fact]
    public void Zero_working_days_stay_where_they_are()
    {
        Assert.Equal(Sample.Day(5, 2), Sample.Calendar.Add(Sample.Day(5, 2), new WorkingDays(0)));
    }

    [Theory]
    [InlineData("2026-05-09,周六,调休,makeup_workday,N,N,x,high,official,", "is_workday")]
    [InlineData("2026-05-08,周五,调休,makeup_workday,Y,N,x,high,official,", "不是周末")]
    [InlineData("2026-05-08,周五,劳动节,weekend_in_holiday,N,N,x,high,official,", "不是周末")]
    [InlineData("2026-13-08,周五,劳动节,adjusted_rest,N,N,x,high,official,", "应为日期")]
    [InlineData("2026-05-08,周五,劳动节,holiday,N,N,x,high,official,", "应为StatutoryHoliday")]
    [InlineData("2026-05-08,周五", "应有10列")]
    public void A_row_that_cannot_be_true_names_its_file_and_line(string row, string found)
    {
        var reading = CalendarTable.Read("calendar-2026.csv", $"{Header}\n{row}\n");

        var problem = Assert.Single(reading.Problems);
        Assert.Equal("calendar-2026.csv:2", problem.Where);
        Assert.Contains(found, problem.Message, StringComparison.Ordinal);
        Assert.Empty(reading.Days);
    }

    [Fact]
    public void A_date_may_have_one_row_only()
    {
        const string Row = "2026-05-01,周五,劳动节,statutory_holiday,N,Y,x,high,official,";

        var reading = CalendarTable.Read("calendar-2026.csv", $"{Header}\n{Row}\n{Row}\n");

        Assert.Equal("CA001", Assert.Single(reading.Problems).Code);
    }

    private const string Header =
        "date,weekday,name,day_type,is_workday,is_statutory_day,source,confidence,status,notes";
}
