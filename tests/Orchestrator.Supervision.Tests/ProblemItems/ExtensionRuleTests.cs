using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Tests.ProblemItems;

public sealed class ExtensionRuleTests
{
    private static readonly ExtensionAsked InTime = new()
    {
        State = ItemState.InRectification,
        DueOn = Sample.Day(5, 27),
        AskedOn = Sample.Day(5, 22),
        Days = 30,
        Granted = 0,
    };

    [Fact]
    public void Three_working_days_before_the_due_date_is_in_time_and_the_new_date_rolls()
    {
        Assert.Null(Check(InTime));
        Assert.Equal(
            "原到期日2026-05-27 + 24日 = 2026-06-20，末日为端午节假期，顺延至2026-06-22",
            ExtensionRule.NewDue(InTime with { Days = 24 }, Sample.Calendar).Explanation);
    }

    [Fact]
    public void E_14_asked_on_the_last_day_is_refused_unless_the_director_says_why()
    {
        var late = InTime with { AskedOn = Sample.Day(5, 27) };

        Assert.Equal("SU022", Check(late));
        Assert.Null(Check(late with { OverrideReason = "暴雨致施工中断" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void More_than_thirty_days_or_none_is_refused(int days)
    {
        Assert.Equal("SU021", Check(InTime with { Days = days }));
    }

    [Fact]
    public void A_second_extension_may_be_asked_for_and_a_third_is_nobodys_to_grant()
    {
        Assert.Null(Check(InTime with { Granted = 1 }));
        Assert.Equal("SU023", Check(InTime with { Granted = 2 }));
        Assert.Equal("SU023", ExtensionRule.Grant(ItemState.Open, granted: 2, Sample.Standard)?.Code);
    }

    [Theory]
    [InlineData(ItemState.Open, null)]
    [InlineData(ItemState.PlanSubmitted, null)]
    [InlineData(ItemState.ReportSubmitted, "SU020")]
    [InlineData(ItemState.Closed, "SU020")]
    public void Only_an_item_before_its_report_can_be_extended(ItemState state, string? code)
    {
        Assert.Equal(code, Check(InTime with { State = state }));
    }

    [Theory]
    [InlineData(RectificationType.Immediate, Severity.Moderate, null, false, 7)]
    [InlineData(RectificationType.TimeLimited, Severity.Moderate, null, false, 30)]
    [InlineData(RectificationType.LongTerm, Severity.Minor, null, false, 180)]
    [InlineData(RectificationType.TimeLimited, Severity.Serious, 15, false, 15)]
    [InlineData(RectificationType.LongTerm, Severity.Moderate, 90, false, 90)]
    [InlineData(RectificationType.TimeLimited, Severity.Critical, 15, false, 7)]
    [InlineData(RectificationType.LongTerm, Severity.Critical, null, true, 3)]
    [InlineData(RectificationType.TimeLimited, Severity.Critical, 2, true, 2)]
    public void The_indicator_wins_over_the_type_and_gravity_caps_both(
        RectificationType type, Severity severity, int? indicatorDays, bool danger, int days)
    {
        var gravity = new ItemGravity(type, severity, indicatorDays) { IsDangerToLife = danger };

        Assert.Equal(new CalendarDays(days), ItemLimit.Of(gravity, Sample.Standard));
    }

    private static string? Check(ExtensionAsked asked) =>
        ExtensionRule.Check(asked, Sample.Standard, Sample.Calendar)?.Code;
}
