using Orchestrator.Engine;
using static Orchestrator.Supervision.Interviews.InterviewState;
using static Orchestrator.Supervision.Interviews.InterviewTrigger;

namespace Orchestrator.Supervision.Interviews;

/// <summary>Why a unit is interviewed: the three grounds of art. 8 .</summary>
public enum InterviewGround { TargetMissed, DutyNeglected, RectificationPoor }

/// <summary>How an interview comes about (§8 L4): a second order that was missed, or the director's proposal.</summary>
public enum InterviewCause { OrderMissed, Proposed }

public enum InterviewState
{
    Proposed, Approved, Notified, Postponed, Held, RecordSigned, Filed, CommitmentRunning, CommitmentMet,
    CommitmentMissed, NotAttended, Cancelled,
}

public enum InterviewTrigger
{
    Approve, Notify, Postpone, Hold, SignRecord, FileRecord, RunCommitments, MeetCommitments, MissCommitments,
    MissMeeting, Cancel,
}

/// <summary>The moves of an interview (§10). What is not in the table is refused (SU150).</summary>
public static class InterviewMoves
{
    /// <summary>Null where there is no such move.</summary>
    public static InterviewState? Next(InterviewState state, InterviewTrigger trigger) => (state, trigger) switch
    {
        (Proposed, Approve) => Approved,
        (Approved or Postponed, Notify) => Notified,
        (Notified, Postpone) => Postponed,
        (Notified, Hold) => Held,
        (Notified, MissMeeting) => NotAttended,
        (Held, SignRecord) => RecordSigned,
        (RecordSigned, FileRecord) => Filed,
        (Filed, RunCommitments) => CommitmentRunning,
        (CommitmentRunning, MeetCommitments) => CommitmentMet,
        (CommitmentRunning, MissCommitments) => CommitmentMissed,
        (Proposed or Approved or Notified or Postponed, Cancel) => Cancelled,
        _ => null,
    };

    /// <summary>Nothing more comes of it.</summary>
    public static bool IsOver(InterviewState state) =>
        state is CommitmentMet or CommitmentMissed or NotAttended or Cancelled;

    public static Problem Refusal(InterviewState state, InterviewTrigger trigger) => new(
        "SU150", "state", $"约谈现在是“{Label(state)}”，不能{Label(trigger)}；请刷新页面，查看最新状态。");

    public static string Label(InterviewState state) => state switch
    {
        Proposed => "待决定",
        Approved => "已批准",
        Notified => "已通知",
        Postponed => "已改期",
        Held => "已约谈",
        RecordSigned => "记录已签",
        Filed => "已备案",
        CommitmentRunning => "承诺整改中",
        CommitmentMet => "承诺已兑现",
        CommitmentMissed => "承诺未兑现",
        NotAttended => "未到场",
        _ => "已取消",
    };

    public static string Label(InterviewTrigger trigger) => trigger switch
    {
        Approve => "批准",
        Notify => "发约谈通知",
        Postpone => "改期",
        Hold => "登记约谈",
        SignRecord => "签字",
        FileRecord => "备案",
        RunCommitments => "起算承诺期限",
        MeetCommitments => "认定承诺兑现",
        MissCommitments => "认定承诺未兑现",
        MissMeeting => "登记未到场",
        _ => "取消",
    };

    public static string Label(InterviewGround ground) => ground switch
    {
        InterviewGround.TargetMissed => "未完成目标任务",
        InterviewGround.DutyNeglected => "履行教育职责不到位",
        _ => "问题整改不力",
    };
}
