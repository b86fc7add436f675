using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Tests.Calendars;

/// <summary>§19, date by date: what follows from the receipts, the on-site days and the silence of the unit.</summary>
public sealed class WorkedExampleTests
{
    [Theory]
    [InlineData("自评到期", "TM-02", "2026-03-16", "2026-03-30")]
    [InlineData("初步意见最迟", "TM-03", "2026-04-10", "2026-04-17")]
    [InlineData("申辩到期", "TM-04", "2026-04-14", "2026-04-21")]
    [InlineData("意见书最迟", "TM-05", "2026-04-10", "2026-05-11")]
    [InlineData("整改方案到期", "TM-06", "2026-04-27", "2026-05-13")]
    [InlineData("首次书面报告到期", "TM-07", "2026-04-27", "2026-05-18")]
    [InlineData("问题到期", "TM-08.TimeLimited", "2026-04-27", "2026-05-27")]
    [InlineData("督办单到期", "TM-25", "2026-06-02", "2026-06-17")]
    [InlineData("二次督办到期", "TM-26.Limit", "2026-06-22", "2026-06-29")]
    [InlineData("约谈最迟", "TM-27", "2026-06-30", "2026-07-14")]
    [InlineData("约谈记录最迟", "TM-28", "2026-07-07", "2026-07-10")]
    [InlineData("承诺到期", "TM-29", "2026-07-07", "2026-07-17")]
    [InlineData("审核最迟", "TM-11", "2026-07-16", "2026-07-23")]
    [InlineData("公示结束", "TM-14", "2026-07-22", "2026-07-29")]
    [InlineData("向政府报告最迟", "TM-50", "2026-04-10", "2026-05-11")]
    [InlineData("公开最迟", "TM-51", "2026-04-24", "2026-05-26")]
    [InlineData("回头看窗口开启", "TM-40", "2026-07-29", "2026-10-27")]
    [InlineData("视为签收（通知04-24）", "TM-00", "2026-04-24", "2026-04-28")]
    [InlineData("视为签收（督办单06-01）", "TM-00", "2026-06-01", "2026-06-03")]
    [InlineData("视为签收（二次督办06-18）", "TM-00", "2026-06-18", "2026-06-23")]
    public void A_date_follows_from_its_number(string step, string timer, string from, string due)
    {
        var rule = Sample.Standard[new TimerId(timer)].Rule;

        var deadline = rule.From(Day(from), Sample.Calendar);

        Assert.True(deadline.DueOn == Day(due), $"{step}: {deadline.Explanation}");
    }

    [Fact]
    public void The_notice_for_the_8th_of_April_comes_on_the_24th_of_March_at_the_latest()
    {
        var latest = Sample.Calendar.Add(
            Sample.Day(4, 8), new WorkingDays(-Sample.Standard[Timers.NoticeBeforeOnSite].WorkingDays.Count));

        Assert.Equal(Sample.Day(3, 24), latest);
    }

    [Fact]
    public void Without_a_first_report_the_first_order_would_come_on_the_21st_of_May()
    {
        var ladder = LadderPlan.Of(
            new LadderInputs
            {
                Duty = Duty.FirstReport,
                ReceivedOn = Sample.Day(4, 27),
                DueOn = Sample.Day(5, 18),
                PlannedOn = Sample.Day(4, 27),
            },
            Sample.Standard, Sample.Calendar);

        Assert.Equal((LadderAct.OpenFirstOrder, Sample.Day(5, 21)), (ladder[^1].Key.Act, ladder[^1].On));
    }

    [Fact]
    public void The_limits_of_the_orders_follow_their_level_and_the_gravest_item()
    {
        Assert.Equal(15, OrderLimit.Of(OrderLevel.First, Severity.Moderate, Sample.Standard).Count);
        Assert.Equal(7, OrderLimit.Of(OrderLevel.First, Severity.Serious, Sample.Standard).Count);
        Assert.Equal(3, OrderLimit.Of(OrderLevel.First, Severity.Critical, Sample.Standard).Count);
        Assert.Equal(7, OrderLimit.Of(OrderLevel.Second, Severity.Critical, Sample.Standard).Count);
        Assert.Equal(
            "督办单送达2026-06-02 + 15日 = 2026-06-17",
            OrderLimit.Due(new CalendarDays(15), Sample.Day(6, 2), Sample.Calendar).Explanation);
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
