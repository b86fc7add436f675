using Orchestrator.Engine;
using static Orchestrator.Supervision.Inspections.UnitInspectionState;
using static Orchestrator.Supervision.Inspections.UnitInspectionTrigger;

namespace Orchestrator.Supervision.Inspections;

public enum UnitInspectionState
{
    Notified, SelfEvalPending, SelfEvalSubmitted, SelfEvalAccepted, OnSiteScheduled, OnSiteDone, PreliminaryOpinion,
    DefenceOpen, OpinionDrafted, OpinionIssued, Rectifying, NoProblem, Completed, Cancelled, Obstructed,
}

public enum UnitInspectionTrigger
{
    ReceiveNotice, ReceiveNoticeWithoutSelfEvaluation, SubmitSelfEvaluation, ReturnSelfEvaluation, AcceptSelfEvaluation,
    ScheduleOnSite, SelfEvaluationMissed, RecordOnSite, ApprovePreliminaryOpinion, OpenDefence, CloseDefence,
    SignOpinion, FindNoProblem, ReceiveLetter, Complete, CompleteWithoutProblem, Cancel,
}

/// <summary>The moves of one unit's inspection (§6). What is not in the table is refused (SU011).</summary>
public static class UnitInspectionMoves
{
    /// <summary>Null where there is no such move.</summary>
    public static UnitInspectionState? Next(UnitInspectionState state, UnitInspectionTrigger trigger) =>
        (state, trigger) switch
        {
            (Notified, ReceiveNotice) => SelfEvalPending,
            (Notified, ReceiveNoticeWithoutSelfEvaluation) => OnSiteScheduled,
            (SelfEvalPending, SubmitSelfEvaluation) => SelfEvalSubmitted,
            (SelfEvalPending, SelfEvaluationMissed) => OnSiteScheduled,
            (SelfEvalSubmitted, ReturnSelfEvaluation) => SelfEvalPending,
            (SelfEvalSubmitted, AcceptSelfEvaluation) => SelfEvalAccepted,
            (SelfEvalAccepted, ScheduleOnSite) => OnSiteScheduled,
            (OnSiteScheduled, RecordOnSite) => OnSiteDone,
            (OnSiteDone, ApprovePreliminaryOpinion) => PreliminaryOpinion,
            (PreliminaryOpinion, OpenDefence) => DefenceOpen,
            (DefenceOpen, CloseDefence) => OpinionDrafted,
            (OpinionDrafted, SignOpinion) => OpinionIssued,
            (OpinionIssued, FindNoProblem) => NoProblem,
            (OpinionIssued, ReceiveLetter) => Rectifying,
            (NoProblem, ReceiveLetter) => NoProblem,
            (Rectifying, Complete) => Completed,
            (NoProblem or Rectifying, CompleteWithoutProblem) => Completed,
            (Notified or SelfEvalPending or SelfEvalSubmitted or SelfEvalAccepted or OnSiteScheduled or OnSiteDone
                or PreliminaryOpinion or DefenceOpen or OpinionDrafted, Cancel) => Cancelled,
            _ => null,
        };

    /// <summary>True when the campaign need not wait for this unit's opinion any longer.</summary>
    public static bool HasOpinion(UnitInspectionState state) =>
        state is OpinionIssued or Rectifying or NoProblem or Completed or Cancelled;

    public static Problem Refusal(UnitInspectionState state, UnitInspectionTrigger trigger) => new(
        "SU011", "state", $"该单位的督导现在是“{Label(state)}”，不能{Label(trigger)}；请刷新页面，查看最新状态。");

    public static string Label(UnitInspectionState state) => state switch
    {
        Notified => "已通知",
        SelfEvalPending => "待自评",
        SelfEvalSubmitted => "已报自评",
        SelfEvalAccepted => "自评通过",
        OnSiteScheduled => "待现场督导",
        OnSiteDone => "现场督导结束",
        PreliminaryOpinion => "初步意见",
        DefenceOpen => "申辩期",
        OpinionDrafted => "意见书起草中",
        OpinionIssued => "意见书已印发",
        Rectifying => "整改中",
        NoProblem => "无问题",
        Completed => "已完成",
        Cancelled => "已取消",
        _ => "受阻",
    };

    public static string Label(UnitInspectionTrigger trigger) => trigger switch
    {
        ReceiveNotice or ReceiveNoticeWithoutSelfEvaluation => "签收督导通知",
        SubmitSelfEvaluation => "报送自评报告",
        ReturnSelfEvaluation => "退回自评报告",
        AcceptSelfEvaluation => "通过自评报告",
        ScheduleOnSite => "安排现场督导",
        SelfEvaluationMissed => "登记未按要求自评",
        RecordOnSite => "登记现场督导记录",
        ApprovePreliminaryOpinion => "形成初步意见",
        OpenDefence => "开始申辩期",
        CloseDefence => "结束申辩期",
        SignOpinion => "签发督导意见书",
        FindNoProblem => "认定无问题",
        ReceiveLetter => "签收督导意见书",
        Complete => "办结",
        CompleteWithoutProblem => "按无问题办结",
        _ => "取消",
    };
}
