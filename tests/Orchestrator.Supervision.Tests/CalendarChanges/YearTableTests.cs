using Orchestrator.Supervision.CalendarChanges;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tests.CalendarChanges;

public sealed class YearTableTests
{
    private const string Heads = "date,name,day_type,is_workday,is_statutory_day,source,status\n";

    private static readonly WorkCalendar Current = Calendar(
        "2027-01-01,元旦,statutory_holiday,N,Y,推算,provisional\n2027-01-31,春节,makeup_workday,Y,N,推算,provisional\n");

    [Fact]
    public void The_table_of_a_year_takes_the_place_of_that_year_only()
    {
        var (table, problems) = YearTable.Read(
            2027, Heads + "2027-01-01,元旦,statutory_holiday,N,Y,通知,official\n", Current);
        Assert.Empty(problems);
        var next = table!.In(Current, new CalendarVersion(2));

        Assert.False(next.IsProvisional(2027));
        Assert.False(next.IsWorkday(new DateOnly(2027, 1, 31)));
        Assert.Equal([new ChangedDay(new DateOnly(2027, 1, 31), "调休上班", "周末")], table.Changes(Current));
        Assert.False(table.IsIn(Current));
        Assert.True(table.IsIn(next));
    }

    [Theory]
    [InlineData("2028-01-03,元旦,statutory_holiday,N,Y,通知,official", "CA014")]
    [InlineData("", "CA014")]
    [InlineData("2027-01-01,元\0旦,statutory_holiday,N,Y,通知,official", "CA014")]
    [InlineData("2027-13-01,元旦,statutory_holiday,N,Y,通知,official", "SU001")]
    [InlineData("2027-01-01,元旦,statutory_holiday,N,Y,通知", "SU001")]
    [InlineData("2027-01-01,元旦,makeup_workday,Y,N,通知,official", "CA001")]
    [InlineData(
        "2027-01-01,元旦,statutory_holiday,N,Y,通知,official\n2028-01-01,元旦,statutory_holiday,N,Y,通知,official", "CA001")]
    public void A_table_that_is_not_of_that_year_or_cannot_be_read_is_refused(string rows, string code)
    {
        var (table, problems) = YearTable.Read(2027, Heads + rows + "\n", Current);

        Assert.Null(table);
        Assert.Equal(code, Assert.Single(problems).Code);
    }

    [Fact]
    public void The_sentence_names_the_line()
    {
        var (_, problems) = YearTable.Read(2027, Heads + "2027-01-01,元旦,holiday,N,Y,通知,official\n", Current);

        Assert.StartsWith("第2行：列“day_type”应为", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1999)]
    [InlineData(2101)]
    public void A_year_that_the_portal_cannot_show_is_refused(int year)
    {
        var rows = $"{year}-01-01,元旦,statutory_holiday,N,Y,通知,official\n";

        Assert.Equal("CA014", Assert.Single(YearTable.Read(year, Heads + rows, Current).Problems).Code);
    }

    [Fact]
    public void A_date_computed_again_gets_later_or_stays_and_says_why()
    {
        var fewer = Calendar("2027-01-23,春节,makeup_workday,Y,N,通知,official\n");
        var more = Calendar("2027-01-25,春节,adjusted_rest,N,N,通知,official\n");
        var both = Calendar(
            "2027-01-23,春节,makeup_workday,Y,N,通知,official\n2027-01-25,春节,adjusted_rest,N,N,通知,official\n");
        var rule = DeadlineRule.Of(new WorkingDays(10));
        var (from, told) = (new DateOnly(2027, 1, 11), new DateOnly(2027, 1, 25));

        Assert.Equal((told, "收到2027-01-11 + 10个工作日 = 2027-01-23（2027-01-23调休上班计入）；已告知的期限2027-01-25在后，不提前"),
            Said(rule.Again(from, told, fewer)));
        Assert.Equal((new DateOnly(2027, 1, 26), "收到2027-01-11 + 10个工作日 = 2027-01-26（春节假期不计）"),
            Said(rule.Again(from, told, more)));
        Assert.Equal((new DateOnly(2027, 1, 26),
            "收到2027-01-11 + 10个工作日 = 2027-01-23（2027-01-23调休上班计入）；已告知的期限2027-01-25在后，不提前，逢春节假期顺延至2027-01-26"),
            Said(rule.Again(from, told, both)));
    }

    private static (DateOnly, string) Said(Deadline deadline) => (deadline.DueOn, deadline.Explanation);

    private static WorkCalendar Calendar(string rows)
    {
        var (days, problems) = CalendarTable.Read("calendar.csv", Heads + rows);
        Assert.Empty(problems);
        return new WorkCalendar(new CalendarVersion(1), days);
    }
}
