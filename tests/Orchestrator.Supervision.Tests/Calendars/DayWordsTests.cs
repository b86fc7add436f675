using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tests.Calendars;

public sealed class DayWordsTests
{
    [Theory]
    [InlineData(0, TimerUnit.WorkingDays, "零个工作日")]
    [InlineData(1, TimerUnit.WorkingDays, "一个工作日")]
    [InlineData(2, TimerUnit.WorkingDays, "两个工作日")]
    [InlineData(10, TimerUnit.WorkingDays, "十个工作日")]
    [InlineData(12, TimerUnit.WorkingDays, "十二个工作日")]
    [InlineData(20, TimerUnit.CalendarDays, "二十日")]
    [InlineData(45, TimerUnit.CalendarDays, "四十五日")]
    [InlineData(180, TimerUnit.CalendarDays, "180日")]
    public void A_number_of_days_is_written_as_an_official_writes_it(int days, TimerUnit unit, string words)
    {
        var rule = StandardProfile.Shipped[Timers.SelfEvaluation] with { Values = [days], Unit = unit };

        Assert.Equal(words, DayWords.Of(rule));
    }
}
