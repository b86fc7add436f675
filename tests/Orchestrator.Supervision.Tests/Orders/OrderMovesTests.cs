using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Tests.Orders;

public sealed class OrderMovesTests
{
    /// <summary>The whole table, as the office reads it; every pair that is not here is refused.</summary>
    private const string Table =
        """
        Draft AskForSignature PendingSign
        Draft Issue Issued
        Draft VoidDraft Voided
        PendingSign Issue Issued
        PendingSign VoidDraft Voided
        Issued Acknowledge Acknowledged
        Issued VerifyAll Verified
        Issued Escalate Escalated
        Issued Withdraw Withdrawn
        Acknowledged Answer Answered
        Acknowledged VerifyAll Verified
        Acknowledged Escalate Escalated
        Acknowledged Withdraw Withdrawn
        Answered ReturnAnswer Acknowledged
        Answered VerifyAll Verified
        Answered Escalate Escalated
        Answered Withdraw Withdrawn
        Verified Close Closed
        """;

    [Fact]
    public void The_moves_are_exactly_those_of_the_table()
    {
        var moves =
            from state in Enum.GetValues<OrderState>()
            from trigger in Enum.GetValues<OrderTrigger>()
            let next = OrderMoves.Next(state, trigger)
            where next is not null
            select $"{state} {trigger} {next}";

        Assert.Equal(Table, string.Join('\n', moves));
    }

    [Fact]
    public void A_refusal_says_in_Chinese_where_the_thing_stands_and_what_was_asked()
    {
        var labels = Enum.GetValues<OrderState>().Select(state => OrderMoves.Label(state)).ToList();
        Assert.Equal(labels.Count, labels.Distinct().Count());
        foreach (var trigger in Enum.GetValues<OrderTrigger>())
        {
            var problem = OrderMoves.Refusal(OrderState.Closed, trigger);

            Assert.Matches("^SU01[0-4]$", problem.Code);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", problem.Message);
        }
    }
}
