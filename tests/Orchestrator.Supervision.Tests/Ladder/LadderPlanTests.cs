using System.Collections.Immutable;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Tests.Ladder;

public sealed class LadderPlanTests
{
    private static readonly LadderInputs Item = new()
    {
        Duty = Duty.ItemReport,
        ReceivedOn = Sample.Day(4, 27),
        DueOn = Sample.Day(5, 27),
        PlannedOn = Sample.Day(4, 27),
    };

    [Fact]
    public void A_silent_unit_meets_every_rung_of_an_item()
    {
        Assert.Equal(
            """
            2026-05-18 Remind -7
            2026-05-22 Remind -3
            2026-05-26 Remind -1
            2026-05-27 Remind 0
            2026-05-28 NotifyOverdue 1
            2026-06-01 OpenFirstOrder 3
            """, Written(Item));
    }

    [Fact]
    public void An_order_is_reminded_of_and_then_followed_by_the_second()
    {
        var order = Item with
        {
            Duty = Duty.OrderAnswer,
            Answers = OrderLevel.First,
            ReceivedOn = Sample.Day(6, 2),
            PlannedOn = Sample.Day(6, 2),
            DueOn = Sample.Day(6, 17),
        };

        Assert.Equal(
            """
            2026-06-08 Remind -7
            2026-06-12 Remind -3
            2026-06-16 Remind -1
            2026-06-17 Remind 0
            2026-06-18 OpenSecondOrder 1
            """, Written(order));
        Assert.DoesNotContain("Open", Written(order with { Answers = OrderLevel.Second }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_order_that_is_missed_is_followed_by_the_proposal_of_an_interview()
    {
        var second = Item with
        {
            Duty = Duty.OrderAnswer,
            Answers = OrderLevel.Second,
            ReceivedOn = Sample.Day(6, 22),
            PlannedOn = Sample.Day(6, 22),
            DueOn = Sample.Day(6, 29),
        };

        Assert.EndsWith("2026-06-30 ProposeInterview 1", Written(second), StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_order_of_a_case_from_before_interviews_is_followed_by_nothing()
    {
        var before = Sample.Standard with { Rules = Sample.Standard.Rules.Remove(Timers.InterviewProposal) };
        var second = Item with { Duty = Duty.OrderAnswer, Answers = OrderLevel.Second };

        Assert.All(
            LadderPlan.Of(second, before, Sample.Calendar), step => Assert.Equal(LadderAct.Remind, step.Key.Act));
    }

    [Theory]
    [InlineData(Duty.SelfEvaluation, "NotifyOverdue")]
    [InlineData(Duty.RectificationPlan, "NotifyOverdue ListOverdue")]
    [InlineData(Duty.FirstReport, "NotifyOverdue OpenFirstOrder")]
    [InlineData(Duty.ItemReport, "NotifyOverdue OpenFirstOrder")]
    public void A_duty_climbs_only_as_far_as_paragraph_8_says(Duty duty, string acts)
    {
        var taken = Plan(Item with { Duty = duty }).Select(step => step.Key.Act).Where(act => act != LadderAct.Remind);

        Assert.Equal(acts, string.Join(' ', taken));
    }

    [Fact]
    public void A_reminder_on_or_before_the_receipt_is_dropped()
    {
        var late = Item with { ReceivedOn = Sample.Day(5, 22), PlannedOn = Sample.Day(5, 22) };

        Assert.StartsWith("2026-05-26 Remind -1", Written(late), StringComparison.Ordinal);
    }

    [Fact]
    public void E_04_a_due_date_before_a_holiday_is_followed_up_after_it()
    {
        var item = Item with { DueOn = Sample.Day(9, 30), ReceivedOn = Sample.Day(8, 28) };

        Assert.EndsWith(
            "2026-10-08 NotifyOverdue 1\n2026-10-10 OpenFirstOrder 3", Written(item), StringComparison.Ordinal);
    }

    [Fact]
    public void A_due_date_computed_again_does_not_repeat_what_was_taken()
    {
        var moved = Item with
        {
            DueOn = Sample.Day(5, 28),
            PlannedOn = Sample.Day(5, 26),
            Taken = [Taken(LadderAct.Remind, -7), Taken(LadderAct.Remind, -3), Taken(LadderAct.Remind, -1)],
        };

        Assert.Equal(
            "2026-05-28 Remind 0\n2026-05-29 NotifyOverdue 1\n2026-06-02 OpenFirstOrder 3", Written(moved));
    }

    [Fact]
    public void Another_round_opens_another_order_and_repeats_no_notice()
    {
        var again = Item with
        {
            PlannedOn = Sample.Day(6, 4),
            Resumed = new Resumption(Sample.Day(6, 4), null),
            Taken = [Taken(LadderAct.NotifyOverdue, 1), Taken(LadderAct.OpenFirstOrder, 3)],
        };

        Assert.Equal("", Written(again));
        Assert.Equal("2026-06-09 OpenFirstOrder 3", Written(again with { Round = 2 }));
    }

    [Fact]
    public void After_a_return_the_order_keeps_its_distance_from_the_notice()
    {
        var returned = Item with
        {
            PlannedOn = Sample.Day(6, 3),
            Resumed = new Resumption(Sample.Day(6, 3), Sample.Day(6, 10)),
        };
        var notified = returned with
        {
            PlannedOn = Sample.Day(6, 11),
            Taken = [Taken(LadderAct.NotifyOverdue, 1, Sample.Day(6, 11))],
        };

        Assert.Equal("2026-06-11 NotifyOverdue 1\n2026-06-15 OpenFirstOrder 3", Written(returned));
        Assert.Equal("2026-06-15 OpenFirstOrder 3", Written(notified));
    }

    [Fact]
    public void E_18_of_the_reminders_that_an_outage_held_up_the_last_is_sent_at_once()
    {
        Outage[] away = [new(ShanghaiTime.StepMoment(Sample.Day(5, 15)), ShanghaiTime.StepMoment(Sample.Day(5, 25)))];
        var back = Item with { PlannedOn = Sample.Day(5, 25), Outages = [.. away] };

        Assert.StartsWith("2026-05-22 Remind -3\n2026-05-26 Remind -1", Written(back), StringComparison.Ordinal);
        var sent = back with { Taken = [Taken(LadderAct.Remind, -3)] };
        Assert.StartsWith("2026-05-26 Remind -1", Written(sent), StringComparison.Ordinal);
        Assert.StartsWith("2026-05-26", Written(back with { PlannedOn = Sample.Day(5, 26) }), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Remind", Written(back with { PlannedOn = Sample.Day(5, 28) }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_extension_reminds_anew_but_never_opens_a_second_first_order()
    {
        var extended = Item with
        {
            DueOn = Sample.Day(6, 26),
            Term = 2,
            PlannedOn = Sample.Day(6, 1),
            Taken =
            [
                Taken(LadderAct.Remind, -7), Taken(LadderAct.NotifyOverdue, 1), Taken(LadderAct.OpenFirstOrder, 3),
            ],
        };

        Assert.Equal(
            """
            2026-06-16 Remind -7
            2026-06-23 Remind -3
            2026-06-25 Remind -1
            2026-06-26 Remind 0
            2026-06-29 NotifyOverdue 1
            """, Written(extended));
    }

    [Fact]
    public void A_returned_report_leaves_two_whole_working_days()
    {
        // Returned on Monday: Tuesday and Wednesday are the unit's, Thursday is the earliest.
        var returned = Item with { PlannedOn = Sample.Day(6, 1), Resumed = new Resumption(Sample.Day(6, 1), null) };

        Assert.Equal("2026-06-04 NotifyOverdue 1\n2026-06-08 OpenFirstOrder 3", Written(returned));
    }

    [Fact]
    public void The_date_that_a_return_names_is_kept()
    {
        var returned = Item with
        {
            PlannedOn = Sample.Day(6, 1),
            Resumed = new Resumption(Sample.Day(6, 1), Sample.Day(6, 8)),
            Taken = [Taken(LadderAct.NotifyOverdue, 1)],
        };

        Assert.Equal("2026-06-09 OpenFirstOrder 3", Written(returned));
    }

    [Fact]
    public void A_return_long_before_the_due_date_moves_nothing()
    {
        var returned = Item with { PlannedOn = Sample.Day(5, 11), Resumed = new Resumption(Sample.Day(5, 11), null) };

        Assert.Equal(Written(Item), Written(returned));
    }

    [Fact]
    public void E_18_an_outage_over_the_due_date_moves_the_order_by_the_days_it_touched_and_nothing_else()
    {
        var stopped = Item with { Outages = [Down((5, 27, 10), (5, 28, 11))] };

        Assert.Equal(
            Written(Item).Replace("2026-06-01 Open", "2026-06-03 Open", StringComparison.Ordinal), Written(stopped));
        Assert.EndsWith("系统停机涉及2个工作日，顺延至2026-06-03", Plan(stopped)[^1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void E_18_a_stop_shorter_than_an_hour_or_before_the_due_date_changes_nothing()
    {
        var minutes = new Outage(At(5, 27, 10), At(5, 27, 10).AddMinutes(59));
        var before = Down((5, 25, 0), (5, 27, 0));

        Assert.Equal(Written(Item), Written(Item with { Outages = [minutes, before] }));
    }

    [Fact]
    public void E_18_an_outage_over_a_weekend_touches_no_working_day()
    {
        Assert.Equal(Written(Item), Written(Item with { Outages = [Down((5, 29, 24), (5, 31, 20))] }));
    }

    [Fact]
    public void E_18_an_outage_in_the_days_it_was_moved_to_moves_it_again()
    {
        var twice = Item with { Outages = [Down((5, 28, 9), (5, 28, 12)), Down((6, 2, 8), (6, 2, 12))] };

        Assert.EndsWith("2026-06-03 OpenFirstOrder 3", Written(twice), StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_says_five_days_gives_five()
    {
        var rule = Sample.Standard[Timers.FirstOrder] with { Values = [5] };
        var five = Sample.Standard with { Rules = Sample.Standard.Rules.SetItem(rule.Id, rule) };

        Assert.Equal(Sample.Day(6, 3), LadderPlan.Of(Item, five, Sample.Calendar)[^1].On);
    }

    private static ImmutableArray<LadderStep> Plan(LadderInputs inputs) =>
        LadderPlan.Of(inputs, Sample.Standard, Sample.Calendar);

    private static string Written(LadderInputs inputs) => string.Join('\n', Plan(inputs).Select(
        step => FormattableString.Invariant($"{step.On:yyyy-MM-dd} {step.Key.Act} {step.Key.DayOffset}")));

    private static TakenStep Taken(LadderAct act, int offset, DateOnly? on = null) =>
        new(new StepKey(act, offset), 1, 1, on ?? Sample.Day(5, 1));

    private static DateTimeOffset At(int month, int day, int hour) =>
        ShanghaiTime.Moment(Sample.Day(month, day), TimeOnly.MinValue).AddHours(hour);

    private static Outage Down((int Month, int Day, int Hour) from, (int Month, int Day, int Hour) to) =>
        new(At(from.Month, from.Day, from.Hour), At(to.Month, to.Day, to.Hour));
}
