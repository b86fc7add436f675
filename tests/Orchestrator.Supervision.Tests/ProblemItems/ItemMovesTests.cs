using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Tests.ProblemItems;

public sealed class ItemMovesTests
{
    /// <summary>The whole table, as the office reads it; every pair that is not here is refused.</summary>
    private const string Table =
        """
        Open ReceiveImmediateItem InRectification
        Open FilePlan PlanSubmitted
        Open FileReport ReportSubmitted
        Open Drop Dropped
        Open Transfer Transferred
        PlanSubmitted ReturnPlan Open
        PlanSubmitted ApprovePlan InRectification
        PlanSubmitted PlanReviewLapsed InRectification
        PlanSubmitted FileReport ReportSubmitted
        PlanSubmitted Drop Dropped
        PlanSubmitted Transfer Transferred
        InRectification FileReport ReportSubmitted
        InRectification Drop Dropped
        InRectification Transfer Transferred
        ReportSubmitted DepartmentAgreed DeptReviewed
        ReportSubmitted DepartmentReviewLapsed DeptReviewed
        ReportSubmitted NoDepartmentToAsk DeptReviewed
        ReportSubmitted DepartmentDisagreed Returned
        ReportSubmitted Drop Dropped
        ReportSubmitted Transfer Transferred
        DeptReviewed BeginVerification UnderVerification
        DeptReviewed Drop Dropped
        DeptReviewed Transfer Transferred
        UnderVerification FoundRectified Verified
        UnderVerification FoundPartial PartiallyRectified
        UnderVerification FoundLongTermOnTrack LongTerm
        UnderVerification FoundIncomplete Returned
        UnderVerification FoundIncompleteTooOften NotRectified
        UnderVerification FoundNotRectified NotRectified
        UnderVerification FoundFalse NotRectified
        UnderVerification FoundNotOwn Coordinating
        UnderVerification Drop Dropped
        UnderVerification Transfer Transferred
        Returned FileReport ReportSubmitted
        Returned Drop Dropped
        Returned Transfer Transferred
        Verified BeginPublicity ClosurePublicity
        Verified Close Closed
        Verified Drop Dropped
        Verified Transfer Transferred
        ClosurePublicity UpholdObjection InRectification
        ClosurePublicity Close Closed
        ClosurePublicity Drop Dropped
        ClosurePublicity Transfer Transferred
        Closed ConfirmRebound Reopened
        PartiallyRectified Close Closed
        PartiallyRectified Drop Dropped
        PartiallyRectified Transfer Transferred
        LongTerm FileReport ReportSubmitted
        LongTerm Drop Dropped
        LongTerm Transfer Transferred
        NotRectified FileReport ReportSubmitted
        NotRectified Drop Dropped
        NotRectified Transfer Transferred
        Reopened FileReport ReportSubmitted
        Reopened Drop Dropped
        Reopened Transfer Transferred
        Coordinating SolvedByOtherUnit UnderVerification
        Coordinating ChangeResponsibleUnit Open
        Coordinating Drop Dropped
        Coordinating Transfer Transferred
        """;

    [Fact]
    public void The_moves_are_exactly_those_of_the_table()
    {
        var moves =
            from state in Enum.GetValues<ItemState>()
            from trigger in Enum.GetValues<ItemTrigger>()
            let next = ItemMoves.Next(state, trigger)
            where next is not null
            select $"{state} {trigger} {next}";

        Assert.Equal(Table, string.Join('\n', moves));
    }

    [Fact]
    public void A_refusal_says_in_Chinese_where_the_thing_stands_and_what_was_asked()
    {
        var labels = Enum.GetValues<ItemState>().Select(state => ItemMoves.Label(state)).ToList();
        Assert.Equal(labels.Count, labels.Distinct().Count());
        foreach (var trigger in Enum.GetValues<ItemTrigger>())
        {
            var problem = ItemMoves.Refusal(ItemState.Closed, trigger);

            Assert.Matches("^SU01[0-4]$", problem.Code);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", problem.Message);
        }
    }
}
