using Orchestrator.Supervision.Inspections;

namespace Orchestrator.Supervision.Tests.Inspections;

public sealed class UnitInspectionMovesTests
{
    /// <summary>The whole table, as the office reads it; every pair that is not here is refused.</summary>
    private const string Table =
        """
        Notified ReceiveNotice SelfEvalPending
        Notified ReceiveNoticeWithoutSelfEvaluation OnSiteScheduled
        Notified Cancel Cancelled
        SelfEvalPending SubmitSelfEvaluation SelfEvalSubmitted
        SelfEvalPending SelfEvaluationMissed OnSiteScheduled
        SelfEvalPending Cancel Cancelled
        SelfEvalSubmitted ReturnSelfEvaluation SelfEvalPending
        SelfEvalSubmitted AcceptSelfEvaluation SelfEvalAccepted
        SelfEvalSubmitted Cancel Cancelled
        SelfEvalAccepted ScheduleOnSite OnSiteScheduled
        SelfEvalAccepted Cancel Cancelled
        OnSiteScheduled RecordOnSite OnSiteDone
        OnSiteScheduled Cancel Cancelled
        OnSiteDone ApprovePreliminaryOpinion PreliminaryOpinion
        OnSiteDone Cancel Cancelled
        PreliminaryOpinion OpenDefence DefenceOpen
        PreliminaryOpinion Cancel Cancelled
        DefenceOpen CloseDefence OpinionDrafted
        DefenceOpen Cancel Cancelled
        OpinionDrafted SignOpinion OpinionIssued
        OpinionDrafted Cancel Cancelled
        OpinionIssued FindNoProblem NoProblem
        OpinionIssued ReceiveLetter Rectifying
        Rectifying Complete Completed
        Rectifying CompleteWithoutProblem Completed
        NoProblem ReceiveLetter NoProblem
        NoProblem CompleteWithoutProblem Completed
        """;

    [Fact]
    public void The_moves_are_exactly_those_of_the_table()
    {
        var moves =
            from state in Enum.GetValues<UnitInspectionState>()
            from trigger in Enum.GetValues<UnitInspectionTrigger>()
            let next = UnitInspectionMoves.Next(state, trigger)
            where next is not null
            select $"{state} {trigger} {next}";

        Assert.Equal(Table, string.Join('\n', moves));
    }

    [Fact]
    public void A_refusal_says_in_Chinese_where_the_thing_stands_and_what_was_asked()
    {
        var labels = Enum.GetValues<UnitInspectionState>().Select(state => UnitInspectionMoves.Label(state)).ToList();
        Assert.Equal(labels.Count, labels.Distinct().Count());
        foreach (var trigger in Enum.GetValues<UnitInspectionTrigger>())
        {
            var problem = UnitInspectionMoves.Refusal(UnitInspectionState.Completed, trigger);

            Assert.Matches("^SU01[0-4]$", problem.Code);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", problem.Message);
        }
    }
}
