using System.Globalization;

namespace Orchestrator.Supervision.Calendars;

/// <summary>The sentence by which every date explains itself (推算), the same in letters, mails and pages.</summary>
internal static class Derivation
{
    public static string Of(DeadlineRule rule, DateOnly from, DateOnly due, WorkCalendar calendar) =>
        (rule.Count == DayCountKind.Calendar
            ? OfCalendarDays(rule, from, due, calendar)
            : OfWorkingDays(rule, from, due, calendar))
        + Provisional(rule.FirstThatCounts(from), due, calendar);

    /// <summary>收到, 现场督导结束, …</summary>
    public static string Label(ClockStart start) => start switch
    {
        ClockStart.Receipt => "收到",
        ClockStart.Sending => "发出",
        ClockStart.OnSiteEnd => "现场督导结束",
        ClockStart.Feedback => "反馈",
        ClockStart.Submission => "报送",
        ClockStart.Assignment => "交办",
        ClockStart.Return => "退回",
        ClockStart.Verification => "核查通过",
        ClockStart.Signature => "送签",
        ClockStart.Order => "督办单送达",
        ClockStart.OldDueDate => "原到期日",
        ClockStart.Proposal => "提出约谈",
        ClockStart.Postponement => "改期",
        ClockStart.Interview => "约谈",
        _ => "印发",
    };

    /// <summary>Why a date stands that was told and would now be earlier.</summary>
    public static string Kept(DateOnly told, WorkCalendar calendar) => calendar.IsWorkday(told)
        ? $"；已告知的期限{Written(told)}在后，不提前"
        : $"；已告知的期限{Written(told)}在后，不提前，逢{RestReason(told, calendar)}顺延至{Written(calendar.RollForward(told))}";

    private static string OfCalendarDays(DeadlineRule rule, DateOnly from, DateOnly due, WorkCalendar calendar)
    {
        var last = from.AddDays(rule.Days);
        var sum = string.Create(
            CultureInfo.InvariantCulture, $"{Label(rule.Start)}{Written(from)} + {rule.Days}日 = {Written(last)}");
        return last switch
        {
            _ when due != last => $"{sum}，末日为{RestReason(last, calendar)}，顺延至{Written(due)}",
            _ when calendar.IsMakeUpWorkday(last) => $"{sum}，末日为调休上班日，不顺延",
            _ => sum,
        };
    }

    private static string OfWorkingDays(DeadlineRule rule, DateOnly from, DateOnly due, WorkCalendar calendar)
    {
        var between = Enumerable.Range(1, Math.Max(0, due.DayNumber - from.DayNumber)).Select(from.AddDays).ToList();
        var holidays = between.Select(calendar.Holiday).OfType<string>().Distinct().ToList();
        var makeUps = between.Where(calendar.IsMakeUpWorkday).Select(Written).ToList();
        var remarks = new List<string>(2);
        if (holidays.Count > 0)
            remarks.Add($"{string.Join('、', holidays)}假期不计");
        if (makeUps.Count > 0)
            remarks.Add($"{string.Join('、', makeUps)}调休上班计入");
        var sum = string.Create(
            CultureInfo.InvariantCulture, $"{Label(rule.Start)}{Written(from)} + {rule.Days}个工作日 = {Written(due)}");
        return remarks.Count == 0 ? sum : $"{sum}（{string.Join('，', remarks)}）";
    }

    private static string RestReason(DateOnly date, WorkCalendar calendar) =>
        calendar.Holiday(date) is { } holiday ? $"{holiday}假期"
        : date.DayOfWeek == DayOfWeek.Saturday ? "周六"
        : "周日";

    private static string Provisional(DateOnly first, DateOnly last, WorkCalendar calendar)
    {
        var years = Enumerable.Range(first.Year, last.Year - first.Year + 1).Where(calendar.IsProvisional).ToList();
        return years switch
        {
            [] => "",
            [.., var year] when calendar.HasTable(year) => string.Create(
                CultureInfo.InvariantCulture, $"（{year}年放假安排尚未正式公布，可能变动）"),
            [.., var year] => string.Create(
                CultureInfo.InvariantCulture, $"（{year}年没有放假安排，暂按周一至周五计算）"),
        };
    }

    private static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
