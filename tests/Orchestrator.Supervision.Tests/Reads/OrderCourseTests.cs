using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Reads;
using static Orchestrator.Supervision.Orders.OrderTrigger;

namespace Orchestrator.Supervision.Tests.Reads;

/// <summary>An order of 06-01 that was received on 06-02 and is due on 06-17, read on 07-01.</summary>
public sealed class OrderCourseTests
{
    [Theory]
    [InlineData(17, OrderFate.OnTime)]
    [InlineData(18, OrderFate.Late)]
    public void The_day_of_the_answer_counts_and_not_the_day_on_which_it_was_verified(int answered, OrderFate expected)
    {
        Assert.Equal(expected, Of(At(Answer, 6, answered), At(VerifyAll, 6, 30), At(Close, 6, 30)));
        Assert.Equal(expected, Of(At(Close, 6, answered)));
    }

    [Fact]
    public void What_the_office_drops_later_moves_no_answer() => Assert.Equal(
        OrderFate.OnTime, Of(At(Close, 6, 30) with { ReportedOn = Sample.Day(6, 10) }));

    [Fact]
    public void An_answer_that_was_returned_counts_for_nothing() => Assert.Equal(
        OrderFate.Late, Of(At(Answer, 6, 5), At(ReturnAnswer, 6, 8), At(Answer, 6, 18), At(Close, 6, 20)));

    [Fact]
    public void An_office_that_takes_long_makes_nobody_late() => Assert.Equal(OrderFate.Running, Of(At(Answer, 6, 17)));

    [Fact]
    public void Silence_is_late_from_the_day_after_the_limit()
    {
        Assert.Equal(OrderFate.Running, Course().Fate(Sample.Day(6, 17)));
        Assert.Equal(OrderFate.Late, Course().Fate(Sample.Day(6, 18)));
    }

    [Fact]
    public void A_limit_that_is_moved_counts_from_then_on_and_makes_no_late_answer_early()
    {
        var moved = new OrderEvent(null, Sample.Day(6, 16), Sample.Day(6, 26));

        Assert.Equal(OrderFate.OnTime, Of(moved, At(Answer, 6, 26), At(Close, 6, 29)));
        Assert.Equal(OrderFate.Late, Of(At(Answer, 6, 18), moved with { On = Sample.Day(6, 19) }, At(Close, 6, 29)));
    }

    [Fact]
    public void What_moves_before_the_receipt_is_no_limit_of_the_order()
    {
        var called = new OrderEvent(null, Sample.Day(6, 1), Sample.Day(6, 3));

        Assert.Equal(OrderFate.Running,
            OrderCourse.Of([At(Issue, 6, 1), called], isDropped: false).Fate(Sample.Day(7, 1)));
    }

    [Fact]
    public void What_is_followed_by_a_second_order_was_not_put_right() =>
        Assert.Equal(OrderFate.Late, Of(At(Answer, 6, 5), At(Escalate, 6, 10)));

    [Fact]
    public void An_order_that_is_withdrawn_or_whose_items_were_all_dropped_says_nothing_of_the_unit()
    {
        Assert.Equal(OrderFate.Withdrawn, Of(At(Withdraw, 6, 20)));
        Assert.Equal(OrderFate.Withdrawn, Course(isDropped: true, At(Close, 6, 20)).Fate(Sample.Day(7, 1)));
    }

    private static OrderEvent At(OrderTrigger trigger, int month, int day) =>
        new(trigger, Sample.Day(month, day), trigger == Acknowledge ? Sample.Day(6, 17) : null);

    private static OrderFate Of(params OrderEvent[] then) => Course(isDropped: false, then).Fate(Sample.Day(7, 1));

    private static OrderCourse Course(bool isDropped = false, params OrderEvent[] then) =>
        OrderCourse.Of([At(Issue, 6, 1), At(Acknowledge, 6, 2), .. then], isDropped);
}
