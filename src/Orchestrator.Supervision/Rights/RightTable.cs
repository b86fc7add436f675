using System.Collections.Immutable;
using Orchestrator.Engine;
using static Orchestrator.Supervision.Rights.Act;
using static Orchestrator.Supervision.Rights.Role;
using static Orchestrator.Supervision.Rights.Scope;

namespace Orchestrator.Supervision.Rights;

/// <summary>One row: this role may do this act, so far.</summary>
public readonly record struct Right(Role Role, Scope Scope, Act Act);

/// <summary>权限表: role × scope × act. What is not here, nobody may do.</summary>
public static class RightTable
{
    public static readonly ImmutableArray<Right> Rows =
    [
        .. Row(CommitteeChair, All, ReadCases, ReadDepartments, ApproveCommitteeScheme, GrantSecondExtension,
            ReadAudit, ReadHistory, OwnTasks),
        .. Row(CommitteeDeputy, All, ReadCases, ReadDepartments, ApproveCommitteeScheme, GrantSecondExtension,
            ReadAudit, ReadHistory, OwnTasks),
        .. Row(ChiefInspector, All, ReadCases, ReadDepartments, SignFirstOrder, SignSecondOrder, ReadAudit,
            ReadHistory, OwnTasks),
        .. Row(OfficeDirector, All, ReadCases, ReadDepartments, CreateCampaign, ReviseScheme, ApproveScheme,
            IssueNotice, WithdrawCampaign, SignCampaignReport, ApprovePublication, SignOpinion, ReviewPlan, Verify,
            VerifySecond, GrantExtension, DropItem, SignFirstOrder, WithdrawOrder, PhoneUnit, ProposeInterview,
            DecideInterview, RecordInterview, RecordPaperReceipt,
            ChangeContact, ChangeTimers, ChangeNumberSeries, ChangeTeam, ReadAudit, ReadHistory, ManageDuty, OwnTasks,
            Rehearse),
        .. Row(CaseOfficer, All, ReadCases, ReadDepartments, CreateCampaign, ReviseScheme, DraftOpinion, ReviewPlan,
            Verify, VerifySecond, RequestExtension, PhoneUnit, RecordInterview, RecordPaperReceipt, ChangeContact,
            ReadAudit, ReadHistory, OwnTasks, Rehearse),
        .. Row(Inspector, OwnTeam, ReadCases, ReviewSelfEvaluation, RecordOnSite, ApprovePreliminaryOpinion, Verify,
            VerifySecond, OwnTasks),
        .. Row(DepartmentReviewer, OwnDepartment, ReadCases, ReadDepartments, ReviewForDepartment, FileTracking,
            OwnTasks),
        .. Row(UnitHead, OwnUnit, ReadCases, ReceiveNotice, SubmitSelfEvaluation, SubmitDefence, ReceiveLetter,
            FilePlan, FileReport, RequestExtension, ReceiveOrder, ReportCommitment),
        .. Row(LiaisonOfficer, OwnUnit, ReadCases, ReceiveNotice, SubmitSelfEvaluation, SubmitDefence, ReceiveLetter,
            FilePlan, FileReport, RequestExtension, ReceiveOrder, ReportCommitment),
        .. Row(Administrator, All, ReadCases, ReadDepartments, ImportCalendar, ChangeTimers, ChangeNumberSeries,
            ManageUsers, ChangeContact, PublishWorkflows, ReadAudit, ReadHistory, OwnTasks, Rehearse),
        .. Row(ExternalSystem, All, ReadCases, ReadDepartments, ReadHistory, CreateCampaign,
            CallProcesses),
    ];

    /// <summary>AU010 where the actor may not do this here; null where they may.</summary>
    public static Problem? Check(Actor actor, Act act, ScopeOf of)
    {
        var may = actor.Posts.Any(post => Rows.Any(right =>
            right.Role == post.Role && right.Act == act && Reaches(right.Scope, post, (actor, of))));
        return may ? null : new Problem("AU010", act.ToString(),
            "您没有办理这一事项的权限；需要“" + string.Join("、", Rows
                .Where(right => right.Act == act).Select(right => Label(right.Role)).Distinct()) +
            "”在其职责范围内办理。如认为应当有权限，请联系系统管理员。");
    }

    public static string Label(Role role) => role switch
    {
        Role.CommitteeChair => "教督委主任",
        Role.CommitteeDeputy => "教督委副主任",
        Role.ChiefInspector => "总督学",
        Role.OfficeDirector => "督导办主任",
        Role.CaseOfficer => "经办人",
        Role.Inspector => "督导组成员",
        Role.DepartmentReviewer => "主管部门",
        Role.UnitHead => "单位负责人",
        Role.LiaisonOfficer => "联络员",
        Role.Administrator => "系统管理员",
        _ => "外部系统",
    };

    private static bool Reaches(Scope scope, Post post, (Actor Actor, ScopeOf Of) asked) => scope switch
    {
        Scope.All => true,
        Scope.OwnUnit => post.UnitCode is not null && post.UnitCode == asked.Of.UnitCode,
        Scope.OwnDepartment => asked.Of.SupervisingUnitCodes.Any(code => code == post.UnitCode),
        _ => asked.Actor is Actor.Official official && asked.Of.Team.Contains(official.Person),
    };

    private static IEnumerable<Right> Row(Role role, Scope scope, params Act[] acts) =>
        acts.Select(act => new Right(role, scope, act));
}
