using Orchestrator.Engine;
using static Orchestrator.Supervision.Campaigns.CampaignState;
using static Orchestrator.Supervision.Campaigns.CampaignTrigger;

namespace Orchestrator.Supervision.Campaigns;

public enum CampaignState
{
    Draft, SchemePending, SchemeApproved, Notified, InProgress, Concluded, Reported, Published, Closed, Archived,
    Suspended, Withdrawn,
}

public enum CampaignTrigger
{
    SubmitScheme, ReturnScheme, ApproveScheme, IssueNotice, FirstOnSiteDay, Conclude, SignReport, ApprovePublication,
    DeclinePublication, Close, Withdraw, ReplaceTeam,
}

/// <summary>The moves of an inspection campaign (§5.2). What is not in the table is refused (SU010).</summary>
public static class CampaignMoves
{
    /// <summary>Null where there is no such move.</summary>
    public static CampaignState? Next(CampaignState state, CampaignTrigger trigger) => (state, trigger) switch
    {
        (Draft, SubmitScheme) => SchemePending,
        (SchemePending, ReturnScheme) => Draft,
        (SchemePending, ApproveScheme) => SchemeApproved,
        (SchemeApproved, IssueNotice) => Notified,
        (Notified, FirstOnSiteDay) => InProgress,
        (InProgress, Conclude) => Concluded,
        (Concluded, SignReport) => Reported,
        (Reported, ApprovePublication) => Published,
        (Reported, DeclinePublication) => Reported,
        (Published or Reported, Close) => Closed,
        (Draft or SchemePending or SchemeApproved or Notified, Withdraw) => Withdrawn,
        (SchemeApproved or Notified or InProgress, ReplaceTeam) => state,
        _ => null,
    };

    public static Problem Refusal(CampaignState state, CampaignTrigger trigger) => new(
        "SU010", "state", $"督导活动现在是“{Label(state)}”，不能{Label(trigger)}；请刷新页面，查看活动的最新状态。");

    public static string Label(CampaignState state) => state switch
    {
        Draft => "草稿",
        SchemePending => "方案待批",
        SchemeApproved => "方案已批",
        Notified => "已通知",
        InProgress => "督导中",
        Concluded => "督导结束",
        Reported => "已报告",
        Published => "已公开",
        Closed => "已办结",
        Archived => "已归档",
        Suspended => "已中止",
        _ => "已撤回",
    };

    public static string Label(CampaignTrigger trigger) => trigger switch
    {
        SubmitScheme => "提交方案",
        ReturnScheme => "退回方案",
        ApproveScheme => "批准方案",
        IssueNotice => "印发督导通知",
        FirstOnSiteDay => "开始现场督导",
        Conclude => "结束督导",
        SignReport => "签发督导报告",
        ApprovePublication => "批准公开",
        DeclinePublication => "决定不公开",
        Close => "办结",
        ReplaceTeam => "调整督导小组",
        _ => "撤回",
    };
}
