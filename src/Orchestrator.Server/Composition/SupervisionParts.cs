using Orchestrator.Runtime.Intake;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Timers;
using Orchestrator.Server.Jobs;
using Orchestrator.Supervision.CalendarChanges;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Drafts;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.Operations;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Server.Composition;

/// <summary>Everything of the subject that the runtime, the API and the portal call, a line each.</summary>
public static class SupervisionParts
{
    public static IServiceCollection AddSupervision(this IServiceCollection services) => services
        .AddSingleton<RuleBook>().AddSingleton<LetterTemplates>().AddSingleton<LetterRoom>().AddSingleton<DailyDigest>()
        .AddSingleton<WaitingSignatures>().AddSingleton<ExtensionLetters>()
        .AddSingleton<PdfCopies>().AddSingleton<Morning>().AddSingleton<IDueWork, DigestJob>()
        .AddSingleton<OpenTracking>().AddSingleton<TrackingReminders>().AddSingleton<IDueWork, TrackingJob>()
        .AddSingleton<DocumentRoom>().AddSingleton<TaskLinks>().AddSingleton<HeldMails>()
        .AddSingleton<IMailDoor, MailDoor>().AddSingleton<IIntakeDoor, Replies>()
        .AddSingleton<Obligations>().AddSingleton<InspectionSteps>().AddSingleton<ReceivedNotices>()
        .AddSingleton<ReceivedLetters>().AddSingleton<FindingRows>().AddSingleton<OrderSteps>()
        .AddSingleton<TaskAnswers>().AddSingleton<OrderFollowing>().AddSingleton<OpenOrders>()
        .AddSingleton<ReceivedOrders>().AddSingleton<ItemSteps>().AddSingleton<LateParts>().AddSingleton<ItemParts>()
        .AddSingleton<Verdicts>().AddSingleton<PlanLapses>().AddSingleton<DepartmentReviews>()
        .AddSingleton<LadderOrders>().AddSingleton<ReminderDigest>()
        .AddSingleton<FormActs>().AddSingleton<TaskClosing>().AddSingleton<AnswerTask>()
        .AddSingleton<ExtendedDates>().AddSingleton<RequestExtension>().AddSingleton<DecideExtension>()
        .AddSingleton<DroppedItems>().AddSingleton<DropItem>()
        .AddSingleton<OpenInterviews>().AddSingleton<ProposeInterview>()
        .AddSingleton<WithdrawnOrders>().AddSingleton<WithdrawOrder>()
        .AddSingleton<WithdrawnCampaigns>().AddSingleton<WithdrawCampaign>()
        .AddSingleton<TeamLetter>().AddSingleton<ChangeTeam>()
        .AddSingleton<ReceivedDocuments>().AddSingleton<PaperReceipt>()
        .AddSingleton<RetryIncident>().AddSingleton<OperateInstance>().AddSingleton<MigrateInstances>()
        .AddSingleton<CancelInstance>().AddSingleton<ResendMail>()
        .AddSingleton<AssignPost>().AddSingleton<EndPost>()
        .AddSingleton<TaskOwners>().AddSingleton<HandOver>().AddSingleton<NameLineOfficer>()
        .AddSingleton<RegisterAbsence>().AddSingleton<EndAbsence>().AddSingleton<OwnerSweep>()
        .AddSingleton<MoveClock>().AddSingleton<AllowMail>().AddSingleton<RetryPdf>()
        .AddSingleton<AuditJournal>()
        .AddSingleton<TaskDates>().AddSingleton<DutyDates>().AddSingleton<CalendarLetters>()
        .AddSingleton<DrawnDates>().AddSingleton<FollowedDates>()
        .AddSingleton<MovedDates>().AddSingleton<CorrectedReceipts>().AddSingleton<ImportCalendar>()
        .AddSingleton<CampaignProcess>().AddSingleton<StartCampaign>()
        .AddSingleton<PlannedCampaign>().AddSingleton<FilledAnswers>().AddSingleton<RehearsalRun>()
        .AddSingleton<MakeDraft>().AddSingleton<PreviewDraft>().AddSingleton<EndDraft>()
        .AddSingleton<IFolderCheck, FormsAndLetters>().AddSingleton<IFolderCheck, LetterCheck>()
        .AddSingleton<IFolderCheck, DocumentCheck>().AddSingleton<IFolderCheck, RuleCheck>()
        .AddActivities().AddFacts().AddMoves().AddActs();

    private static IServiceCollection AddActivities(this IServiceCollection services) => services
        .AddSingleton<ILedgerActivity, ReadCase>().AddSingleton<ILedgerActivity, SetDeadline>()
        .AddSingleton<ILedgerActivity, OpenTask>().AddSingleton<ILedgerActivity, SendMail>()
        .AddSingleton<ILedgerActivity, Move>().AddSingleton<ILedgerActivity, AwaitLadderStep>()
        .AddSingleton<ILedgerActivity, TakeLadderStep>().AddSingleton<ILedgerActivity, IssueOrder>();

    private static IServiceCollection AddFacts(this IServiceCollection services) => services
        .AddSingleton<ICaseFacts, CampaignFacts>().AddSingleton<ICaseFacts, InspectionFacts>()
        .AddSingleton<ICaseFacts, ItemFacts>().AddSingleton<ICaseFacts, OrderFacts>()
        .AddSingleton<ICaseFacts, TrackingFacts>().AddSingleton<ICaseFacts, InterviewFacts>();

    private static IServiceCollection AddMoves(this IServiceCollection services) => services
        .AddSingleton<IMoves, MoveCampaigns>().AddSingleton<IMoves, MoveInspections>()
        .AddSingleton<IMoves, MoveItems>().AddSingleton<IMoves, MoveOrders>()
        .AddSingleton<IMoves, MoveTracking>().AddSingleton<IMoves, MoveInterviews>();

    private static IServiceCollection AddActs(this IServiceCollection services) => services
        .AddSingleton<IFormAct, SchemeApproval>().AddSingleton<IFormAct, SchemeRevision>()
        .AddSingleton<IFormAct, NoticeIssue>().AddSingleton<IFormAct, CampaignReport>()
        .AddSingleton<IFormAct, PublicationApproval>().AddSingleton<IFormAct, NoticeReceipt>()
        .AddSingleton<IFormAct, SelfEvaluationSubmission>().AddSingleton<IFormAct, SelfEvaluationReview>()
        .AddSingleton<IFormAct, OnSiteRecord>().AddSingleton<IFormAct, PreliminaryOpinionApproval>()
        .AddSingleton<IFormAct, DefenceSubmission>().AddSingleton<IFormAct, OpinionDraft>()
        .AddSingleton<IFormAct, OpinionSignature>().AddSingleton<IFormAct, LetterReceipt>()
        .AddSingleton<IFormAct, PlanFiling>().AddSingleton<IFormAct, PlanReview>()
        .AddSingleton<IFormAct, FirstReportFiling>().AddSingleton<IFormAct, ItemReportFiling>()
        .AddSingleton<IFormAct, DepartmentPreReview>().AddSingleton<IFormAct, VerificationAct>()
        .AddSingleton<IFormAct, OrderSignature>().AddSingleton<IFormAct, OrderReceipt>()
        .AddSingleton<IFormAct, PhoneUnit>().AddSingleton<IFormAct, TrackingReportFiling>()
        .AddSingleton<IFormAct, InterviewDecision>().AddSingleton<IFormAct, InterviewNotice>()
        .AddSingleton<IFormAct, InterviewMeeting>().AddSingleton<IFormAct, InterviewRecordSignature>()
        .AddSingleton<IFormAct, InterviewFiling>().AddSingleton<IFormAct, CommitmentReport>()
        .AddSingleton<IFormAct, CommitmentVerdict>();
}
