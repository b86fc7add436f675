using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.Tests.Ladder;

public sealed class LadderDecisionTests
{
    private static readonly LadderStep Order = LadderPlan.Of(
        new LadderInputs
        {
            Duty = Duty.ItemReport,
            ReceivedOn = Sample.Day(4, 27),
            DueOn = Sample.Day(5, 27),
            PlannedOn = Sample.Day(4, 27),
        },
        Sample.Standard, Sample.Calendar)[^1];

    private static readonly StepFacts Silent = new()
    {
        State = ObligationState.Running,
        Step = Order,
        Now = Order.Moment,
        IsListedInOrder = false,
        OpenItems = 5,
    };

    [Fact]
    public void Nothing_received_opens_an_order()
    {
        Assert.Equal(new LadderDecision.OpenOrder(Order), LadderDecision.Of(Silent));
    }

    [Fact]
    public void E_01_a_report_between_the_notice_and_the_order_cancels_the_order()
    {
        Assert.IsType<LadderDecision.Skip>(LadderDecision.Of(Silent with { State = ObligationState.Paused }));
    }

    [Fact]
    public void A_verified_duty_stops_the_ladder()
    {
        Assert.IsType<LadderDecision.Skip>(LadderDecision.Of(Silent with { State = ObligationState.Fulfilled }));
    }

    [Fact]
    public void The_second_ladder_of_the_same_unit_and_day_finds_itself_listed()
    {
        Assert.Equal(
            new LadderDecision.AlreadyListed(Order), LadderDecision.Of(Silent with { IsListedInOrder = true }));
    }

    [Fact]
    public void An_order_with_nothing_left_to_urge_is_not_opened()
    {
        Assert.IsType<LadderDecision.Skip>(LadderDecision.Of(Silent with { OpenItems = 0 }));
    }

    [Fact]
    public void A_step_whose_date_moved_meanwhile_waits_for_it()
    {
        var early = Silent with { Now = Order.Moment.AddTicks(-1) };

        Assert.IsType<LadderDecision.Skip>(LadderDecision.Of(early));
        Assert.IsType<LadderDecision.Skip>(LadderDecision.Of(Silent with { Step = null }));
    }

    [Theory]
    [InlineData(LadderAct.Remind, typeof(LadderDecision.Send))]
    [InlineData(LadderAct.NotifyOverdue, typeof(LadderDecision.Send))]
    [InlineData(LadderAct.ListOverdue, typeof(LadderDecision.List))]
    [InlineData(LadderAct.OpenFirstOrder, typeof(LadderDecision.OpenOrder))]
    [InlineData(LadderAct.OpenSecondOrder, typeof(LadderDecision.OpenOrder))]
    [InlineData(LadderAct.ProposeInterview, typeof(LadderDecision.ProposeInterview))]
    public void Every_act_has_its_decision(LadderAct act, Type decision)
    {
        var level = act == LadderAct.Remind ? EscalationLevel.Reminder : EscalationLevel.FirstOrder;
        var step = Order with { Key = new StepKey(act, 1), Level = level };

        Assert.IsType(decision, LadderDecision.Of(Silent with { Step = step }));
    }
}
