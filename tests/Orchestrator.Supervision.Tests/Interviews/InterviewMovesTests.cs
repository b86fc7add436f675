using Orchestrator.Supervision.Interviews;

namespace Orchestrator.Supervision.Tests.Interviews;

public sealed class InterviewMovesTests
{
    /// <summary>The whole table (§10), as the office reads it; every pair that is not here is refused.</summary>
    private const string Table =
        """
        Proposed Approve Approved
        Proposed Cancel Cancelled
        Approved Notify Notified
        Approved Cancel Cancelled
        Notified Postpone Postponed
        Notified Hold Held
        Notified MissMeeting NotAttended
        Notified Cancel Cancelled
        Postponed Notify Notified
        Postponed Cancel Cancelled
        Held SignRecord RecordSigned
        RecordSigned FileRecord Filed
        Filed RunCommitments CommitmentRunning
        CommitmentRunning MeetCommitments CommitmentMet
        CommitmentRunning MissCommitments CommitmentMissed
        """;

    [Fact]
    public void The_moves_are_exactly_those_of_the_table()
    {
        var moves =
            from state in Enum.GetValues<InterviewState>()
            from trigger in Enum.GetValues<InterviewTrigger>()
            let next = InterviewMoves.Next(state, trigger)
            where next is not null
            select $"{state} {trigger} {next}";

        Assert.Equal(Table, string.Join('\n', moves));
    }

    [Fact]
    public void What_is_over_has_no_move_and_nothing_else_is()
    {
        foreach (var state in Enum.GetValues<InterviewState>())
            Assert.Equal(
                InterviewMoves.IsOver(state),
                Enum.GetValues<InterviewTrigger>().All(trigger => InterviewMoves.Next(state, trigger) is null));
    }

    [Fact]
    public void A_refusal_says_in_Chinese_where_the_thing_stands_and_what_was_asked()
    {
        var labels = Enum.GetValues<InterviewState>().Select(InterviewMoves.Label).ToList();
        Assert.Equal(labels.Count, labels.Distinct().Count());
        foreach (var trigger in Enum.GetValues<InterviewTrigger>())
        {
            var problem = InterviewMoves.Refusal(InterviewState.Cancelled, trigger);

            Assert.Equal("SU150", problem.Code);
            Assert.Contains(InterviewMoves.Label(trigger), problem.Message, StringComparison.Ordinal);
        }
    }
}
