using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Interviews;

namespace Orchestrator.Supervision.Tests.Interviews;

/// <summary>TM-27 to TM-29 with their derivations; proposed on 06-30, held on 07-07 (§19).</summary>
public sealed class InterviewDatesTests
{
    private static readonly PinnedRules Rules = new(Sample.Calendar, Sample.Standard);

    [Fact]
    public void Every_date_says_what_it_follows_from()
    {
        Assert.Equal(
            "提出约谈2026-06-30 + 10个工作日 = 2026-07-14", InterviewDates.HoldBy(Sample.Day(6, 30), Rules).Explanation);
        Assert.Equal(
            (Sample.Day(7, 9), "最迟约谈2026-07-14 − 3个工作日 = 2026-07-09"),
            InterviewDates.NoticeBy(Sample.Day(7, 14), Rules));
        Assert.Equal(
            "约谈2026-07-07 + 10日 = 2026-07-17", InterviewDates.Promise(Sample.Day(7, 7), Rules).Explanation);
    }

    [Theory]
    [InlineData(6, "2026-07-06: two working days ahead only")]
    [InlineData(11, "2026-07-11: a Saturday")]
    [InlineData(15, "2026-07-15: past the last day")]
    public void A_day_that_is_too_early_too_late_or_not_worked_is_refused(int day, string because)
    {
        var refusal = InterviewDates.CheckMeeting(Sample.Day(7, day), Sample.Day(7, 2), Sample.Day(7, 14), Rules);

        Assert.True(refusal?.Code == "SU152", because);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(14)]
    public void The_first_and_the_last_possible_day_are_taken(int day) => Assert.Null(
        InterviewDates.CheckMeeting(Sample.Day(7, day), Sample.Day(7, 2), Sample.Day(7, 14), Rules));

    [Fact]
    public void A_notice_that_comes_too_late_itself_leaves_exactly_one_day()
    {
        Assert.Null(InterviewDates.CheckMeeting(Sample.Day(7, 16), Sample.Day(7, 13), Sample.Day(7, 14), Rules));
        Assert.NotNull(InterviewDates.CheckMeeting(Sample.Day(7, 17), Sample.Day(7, 13), Sample.Day(7, 14), Rules));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(17, true)]
    [InlineData(18, false)]
    public void A_promise_is_for_a_day_after_the_interview_and_within_its_limit(int day, bool isFit)
    {
        var latest = InterviewDates.Promise(Sample.Day(7, 7), Rules);

        Assert.Equal(isFit ? null : "SU154",
            InterviewDates.CheckPromise(Sample.Day(7, day), Sample.Day(7, 7), latest)?.Code);
    }

    [Fact]
    public void A_record_that_the_office_files_late_leaves_the_unit_two_working_days()
    {
        var promised = (Sample.Day(7, 17), "约谈2026-07-07 + 10日 = 2026-07-17");

        Assert.Equal(promised, InterviewDates.RunsUntil(promised, Sample.Day(7, 10), Rules));
        var (until, why) = InterviewDates.RunsUntil(promised, Sample.Day(7, 16), Rules);
        Assert.Equal(Sample.Day(7, 20), until);
        Assert.Contains("备案2026-07-16 + 2个工作日 = 2026-07-20", why, StringComparison.Ordinal);
    }
}
