using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Interviews;

/// <summary>The dates of an interview (TM-27 to TM-29). Pure.</summary>
public static class InterviewDates
{
    /// <summary>TM-27: the last day on which it is held.</summary>
    public static Deadline HoldBy(DateOnly proposedOn, PinnedRules rules) =>
        rules.Profile[Timers.Interview].Rule.From(proposedOn, rules.Calendar);

    /// <summary>The same anew from the day on which it was put off.</summary>
    public static Deadline HoldAgainBy(DateOnly postponedOn, PinnedRules rules) =>
        (rules.Profile[Timers.Interview].Rule with { Start = ClockStart.Postponement })
            .From(postponedOn, rules.Calendar);

    /// <summary>The last day of a notice that leaves the days of TM-27 before the last day of the interview.</summary>
    public static (DateOnly On, string Explanation) NoticeBy(DateOnly holdBy, PinnedRules rules)
    {
        var ahead = rules.Profile[Timers.InterviewNotice].Value;
        var on = rules.Calendar.Add(holdBy, new WorkingDays(-ahead));
        return (on, $"最迟约谈{Written(holdBy)} − {ahead}个工作日 = {Written(on)}");
    }

    /// <summary>The first day for which a notice of today may ask somebody to come.</summary>
    public static DateOnly Earliest(DateOnly noticeOn, PinnedRules rules) =>
        rules.Calendar.Add(noticeOn, rules.Profile[Timers.InterviewNotice].WorkingDays);

    /// <summary>
    /// Null, or SU152. Where the notice itself is so late that no day is left, the first possible one is taken.
    /// </summary>
    public static Problem? CheckMeeting(DateOnly meetsOn, DateOnly noticeOn, DateOnly holdBy, PinnedRules rules)
    {
        var earliest = Earliest(noticeOn, rules);
        var latest = holdBy > earliest ? holdBy : earliest;
        return meetsOn >= earliest && meetsOn <= latest && rules.Calendar.IsWorkday(meetsOn)
            ? null
            : new Problem("SU152", "meetsOn", $"约谈日期应为{Written(earliest)}至{Written(latest)}之间的工作日"
                + $"（通知应提前{rules.Profile[Timers.InterviewNotice].Value}个工作日），实为{Written(meetsOn)}；请改正。");
    }

    /// <summary>TM-29: the last day that may be promised.</summary>
    public static Deadline Promise(DateOnly heldOn, PinnedRules rules) =>
        rules.Profile[Timers.InterviewCommitment].Rule.From(heldOn, rules.Calendar);

    /// <summary>Null, or SU154.</summary>
    public static Problem? CheckPromise(DateOnly dueOn, DateOnly heldOn, Deadline latest) =>
        dueOn > heldOn && dueOn <= latest.DueOn
            ? null
            : new Problem("SU154", "commitments", $"承诺期限应在约谈之后、{Written(latest.DueOn)}以前"
                + $"（{latest.Explanation}），实为{Written(dueOn)}；请改正。");

    /// <summary>
    /// The day on which commitments are over. Where the office files so late that hardly a day is left, the unit keeps
    /// the days that it keeps after a return (DR-02): nobody is escalated for our delay.
    /// </summary>
    public static (DateOnly On, string Explanation) RunsUntil(
        (DateOnly On, string Explanation) promised, DateOnly filedOn, PinnedRules rules)
    {
        var left = rules.Profile[Timers.LeftAfterPause].WorkingDays;
        var kept = rules.Calendar.Add(filedOn, left);
        return kept <= promised.On ? promised : (kept,
            $"{promised.Explanation}；备案{Written(filedOn)} + {left.Count}个工作日 = {Written(kept)}，至少保留到该日");
    }

    internal static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
