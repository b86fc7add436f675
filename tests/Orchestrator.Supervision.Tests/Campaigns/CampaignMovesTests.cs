using Orchestrator.Supervision.Campaigns;

namespace Orchestrator.Supervision.Tests.Campaigns;

public sealed class CampaignMovesTests
{
    /// <summary>The whole table, as the office reads it; every pair that is not here is refused.</summary>
    private const string Table =
        """
        Draft SubmitScheme SchemePending
        Draft Withdraw Withdrawn
        SchemePending ReturnScheme Draft
        SchemePending ApproveScheme SchemeApproved
        SchemePending Withdraw Withdrawn
        SchemeApproved IssueNotice Notified
        SchemeApproved Withdraw Withdrawn
        SchemeApproved ReplaceTeam SchemeApproved
        Notified FirstOnSiteDay InProgress
        Notified Withdraw Withdrawn
        Notified ReplaceTeam Notified
        InProgress Conclude Concluded
        InProgress ReplaceTeam InProgress
        Concluded SignReport Reported
        Reported ApprovePublication Published
        Reported DeclinePublication Reported
        Reported Close Closed
        Published Close Closed
        """;

    [Fact]
    public void The_moves_are_exactly_those_of_the_table()
    {
        var moves =
            from state in Enum.GetValues<CampaignState>()
            from trigger in Enum.GetValues<CampaignTrigger>()
            let next = CampaignMoves.Next(state, trigger)
            where next is not null
            select $"{state} {trigger} {next}";

        Assert.Equal(Table, string.Join('\n', moves));
    }

    [Fact]
    public void A_refusal_says_in_Chinese_where_the_thing_stands_and_what_was_asked()
    {
        var labels = Enum.GetValues<CampaignState>().Select(state => CampaignMoves.Label(state)).ToList();
        Assert.Equal(labels.Count, labels.Distinct().Count());
        foreach (var trigger in Enum.GetValues<CampaignTrigger>())
        {
            var problem = CampaignMoves.Refusal(CampaignState.Archived, trigger);

            Assert.Matches("^SU01[0-4]$", problem.Code);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", problem.Message);
        }
    }
}
