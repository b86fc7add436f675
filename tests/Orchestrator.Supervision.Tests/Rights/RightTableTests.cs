using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tests.Rights;

public sealed class RightTableTests
{
    /// <summary>Columns as in §1: chair, deputy, 总督学, director, officer, inspector, department, head, liaison,
    /// administrator, system. A all, T own team, D own department, U own unit, - nothing.</summary>
    private const string Table =
        """
        ReadCases                 A A A A A T D U U A A
        ReadDepartments           A A A A A - D - - A A
        CreateCampaign            - - - A A - - - - - A
        ReviseScheme              - - - A A - - - - - -
        ApproveScheme             - - - A - - - - - - -
        ApproveCommitteeScheme    A A - - - - - - - - -
        IssueNotice               - - - A - - - - - - -
        WithdrawCampaign          - - - A - - - - - - -
        SignCampaignReport        - - - A - - - - - - -
        ApprovePublication        - - - A - - - - - - -
        ReceiveNotice             - - - - - - - U U - -
        SubmitSelfEvaluation      - - - - - - - U U - -
        ReviewSelfEvaluation      - - - - - T - - - - -
        RecordOnSite              - - - - - T - - - - -
        ApprovePreliminaryOpinion - - - - - T - - - - -
        SubmitDefence             - - - - - - - U U - -
        DraftOpinion              - - - - A - - - - - -
        SignOpinion               - - - A - - - - - - -
        ReceiveLetter             - - - - - - - U U - -
        FilePlan                  - - - - - - - U U - -
        ReviewPlan                - - - A A - - - - - -
        FileReport                - - - - - - - U U - -
        ReviewForDepartment       - - - - - - D - - - -
        FileTracking              - - - - - - D - - - -
        Verify                    - - - A A T - - - - -
        VerifySecond              - - - A A T - - - - -
        RequestExtension          - - - - A - - U U - -
        GrantExtension            - - - A - - - - - - -
        GrantSecondExtension      A A - - - - - - - - -
        DropItem                  - - - A - - - - - - -
        SignFirstOrder            - - A A - - - - - - -
        SignSecondOrder           - - A - - - - - - - -
        WithdrawOrder             - - - A - - - - - - -
        ReceiveOrder              - - - - - - - U U - -
        PhoneUnit                 - - - A A - - - - - -
        ProposeInterview          - - - A - - - - - - -
        DecideInterview           - - - A - - - - - - -
        RecordInterview           - - - A A - - - - - -
        ReportCommitment          - - - - - - - U U - -
        RecordPaperReceipt        - - - A A - - - - - -
        ChangeContact             - - - A A - - - - A -
        ImportCalendar            - - - - - - - - - A -
        ChangeTimers              - - - A - - - - - A -
        ManageUsers               - - - - - - - - - A -
        ReadAudit                 A A A A A - - - - A -
        ReadHistory               A A A A A - - - - A A
        ChangeNumberSeries        - - - A - - - - - A -
        PublishWorkflows          - - - - - - - - - A -
        ChangeTeam                - - - A - - - - - - -
        ManageDuty                - - - A - - - - - - -
        OwnTasks                  A A A A A T D - - A -
        CallProcesses             - - - - - - - - - - A
        Rehearse                  - - - A A - - - - A -
        """;

    private static readonly Guid Person = Guid.Parse("01890000-0000-7000-8000-000000000001");
    private static readonly ScopeOf School =
        new() { UnitCode = "S001", SupervisingUnitCodes = ["D06"], Team = [Person] };
    private static readonly ScopeOf Elsewhere = new() { UnitCode = "S059", SupervisingUnitCodes = ["D10"] };

    public static TheoryData<Act, Role, string> Cells
    {
        get
        {
            var cells = new TheoryData<Act, Role, string>();
            foreach (var row in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (row.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var act, .. var marks])
                    continue;
                foreach (var (role, mark) in Enum.GetValues<Role>().Zip(marks))
                    cells.Add(Enum.Parse<Act>(act), role, mark.TrimEnd('\r'));
            }

            return cells;
        }
    }

    [Fact]
    public void Every_act_has_its_row()
    {
        Assert.Equal(Enum.GetValues<Act>(), Cells.Select(cell => cell.Data.Item1).Distinct());
        Assert.Equal(Enum.GetValues<Act>().Length * Enum.GetValues<Role>().Length, Cells.Count);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_role_may_do_what_its_cell_says_and_nothing_more(Act act, Role role, string mark)
    {
        var here = RightTable.Check(ActorOf(role), act, School) is null;
        var elsewhere = RightTable.Check(ActorOf(role), act, Elsewhere) is null;

        Assert.Equal((mark != "-", mark == "A"), (here, elsewhere));
    }

    [Fact]
    public void Nobody_in_particular_may_do_nothing()
    {
        var problem = RightTable.Check(new Actor.Clock(), Act.SignOpinion, School);

        Assert.Equal("AU010", problem?.Code);
        Assert.Contains("督导办主任", problem?.Message, StringComparison.Ordinal);
    }

    private static Actor ActorOf(Role role) => role switch
    {
        Role.UnitHead or Role.LiaisonOfficer => new Actor.Contact("S001", role, "朱玉兰"),
        Role.ExternalSystem => new Actor.Client("市级平台"),
        Role.DepartmentReviewer => new Actor.Official(Person, "严振宇", [new Post(role, "D06")]),
        _ => new Actor.Official(Person, "某人", [new Post(role, "O02")]),
    };
}
