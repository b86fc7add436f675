using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;

namespace Orchestrator.Supervision.Tests.Reads;

/// <summary>A problem that is due on 05-27.</summary>
public sealed class TimelinessTests
{
    private static readonly RectificationEvents Due0527 = new() { DueOn = Sample.Day(5, 27) };

    [Theory]
    [InlineData(27, ItemTrigger.FoundRectified, Timeliness.RectifiedOnTime)]
    [InlineData(28, ItemTrigger.FoundRectified, Timeliness.RectifiedLate)]
    [InlineData(27, ItemTrigger.FoundIncomplete, Timeliness.RectifiedLate)]
    [InlineData(27, ItemTrigger.DepartmentDisagreed, Timeliness.RectifiedLate)]
    [InlineData(27, ItemTrigger.FoundLongTermOnTrack, Timeliness.RectifiedOnTime)]
    public void The_report_that_was_found_right_counts_and_one_that_was_returned_does_not(
        int reported, ItemTrigger verdict, Timeliness expected) =>
        Assert.Equal(expected, Of(Due0527 with { ReportedOn = Sample.Day(5, reported), Verdict = verdict }));

    [Fact]
    public void An_office_that_takes_long_makes_nobody_late() =>
        Assert.Equal(Timeliness.Undecided, Of(Due0527 with { ReportedOn = Sample.Day(5, 27) }));

    [Fact]
    public void Silence_is_late_from_the_day_after_the_due_date()
    {
        Assert.Equal(Timeliness.Undecided, TimelinessRule.Of(Due0527, null, Sample.Day(5, 27)));
        Assert.Equal(Timeliness.RectifiedLate, TimelinessRule.Of(Due0527, null, Sample.Day(5, 28)));
    }

    [Fact]
    public void A_problem_and_its_part_are_one_problem_and_as_late_as_the_later()
    {
        var partial = Due0527 with { ReportedOn = Sample.Day(5, 20), Verdict = ItemTrigger.FoundPartial };
        var right = Due0527 with { ReportedOn = Sample.Day(5, 26), Verdict = ItemTrigger.FoundRectified };

        Assert.Equal(Timeliness.RectifiedOnTime, Of(partial, right));
        Assert.Equal(Timeliness.RectifiedLate, Of(partial, right with { ReportedOn = Sample.Day(5, 28) }));

        // The problem was extended before it was parted.
        Assert.Equal(Timeliness.RectifiedOnTime, Of(
            partial with { DueOn = Sample.Day(6, 11) }, right with { ReportedOn = Sample.Day(6, 11) }));
    }

    private static Timeliness Of(RectificationEvents problem, RectificationEvents? part = null) =>
        TimelinessRule.Of(problem, part, Sample.Day(7, 1));
}
