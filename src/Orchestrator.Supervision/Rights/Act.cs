namespace Orchestrator.Supervision.Rights;

/// <summary>Everything a right is asked for. One per use case, and one per kind of reading.</summary>
public enum Act
{
    ReadCases, ReadDepartments, CreateCampaign, ReviseScheme, ApproveScheme, ApproveCommitteeScheme, IssueNotice,
    WithdrawCampaign, SignCampaignReport, ApprovePublication, ReceiveNotice, SubmitSelfEvaluation,
    ReviewSelfEvaluation, RecordOnSite, ApprovePreliminaryOpinion, SubmitDefence, DraftOpinion, SignOpinion,
    ReceiveLetter, FilePlan, ReviewPlan, FileReport, ReviewForDepartment, FileTracking, Verify, VerifySecond,
    RequestExtension, GrantExtension, GrantSecondExtension, DropItem, SignFirstOrder, SignSecondOrder, WithdrawOrder,
    ReceiveOrder, PhoneUnit, ProposeInterview, DecideInterview, RecordInterview, ReportCommitment, RecordPaperReceipt,
    ChangeContact, ImportCalendar, ChangeTimers, ManageUsers, ReadAudit, ReadHistory, ChangeNumberSeries,
    PublishWorkflows, ChangeTeam, ManageDuty, OwnTasks, CallProcesses, Rehearse,
}

/// <summary>How far a right reaches.</summary>
public enum Scope { OwnUnit, OwnDepartment, OwnTeam, All }
