using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Server.Portal;

/// <summary>Stored names as people read them. What is not known here is shown as it is stored.</summary>
public static class Labels
{
    public static string Of(CampaignType type) => type switch
    {
        CampaignType.Comprehensive => "综合督导",
        CampaignType.Special => "专项督导",
        CampaignType.Routine => "经常性督导",
        CampaignType.DutyEvaluation => "履职评估",
        CampaignType.Monitoring => "评估监测",
        _ => "突发督办",
    };

    public static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "新增",
        ChangeKind.Removed => "删除",
        _ => "修改",
    };

    public static string Of(AssigneeRole role) => role switch
    {
        AssigneeRole.CommitteeChair => "教督委主任",
        AssigneeRole.CommitteeDeputy => "教督委副主任",
        AssigneeRole.ChiefInspector => "总督学",
        AssigneeRole.OfficeDirector => "督导办主任",
        AssigneeRole.CaseOfficer => "经办人",
        AssigneeRole.Inspector => "督学",
        AssigneeRole.TeamLeader => "督导组组长",
        AssigneeRole.Verifier => "核查人",
        AssigneeRole.DepartmentReviewer => "主管部门",
        AssigneeRole.UnitHead => "单位负责人",
        AssigneeRole.LiaisonOfficer => "单位联络员",
        _ => "系统管理员",
    };

    public static string Of(SupervisionLine line) => line switch
    {
        SupervisionLine.Government => "督政",
        SupervisionLine.School => "督学",
        _ => "评估监测",
    };

    public static string Unit(TimerUnit unit) => unit switch
    {
        TimerUnit.WorkingDays => "个工作日",
        TimerUnit.CalendarDays => "日（自然日）",
        TimerUnit.Months => "个月",
        TimerUnit.Hours => "小时",
        TimerUnit.Minutes => "分钟",
        _ => "次",
    };

    public static string Class(RuleClass one) => one switch
    {
        RuleClass.Law => "法定",
        RuleClass.Norm => "规范性文件",
        RuleClass.Prov => "省级规定",
        RuleClass.Cmp => "比照",
        RuleClass.Prac => "实务惯例",
        RuleClass.Local => "本地规定",
        _ => "系统设定",
    };

    public static string Severity(string severity) => severity switch
    {
        "Minor" => "轻微",
        "Moderate" => "一般",
        "Serious" => "较重",
        "Critical" => "重大",
        _ => severity,
    };

    public static string RectificationType(string type) => type switch
    {
        "Immediate" => "立行立改",
        "TimeLimited" => "限期整改",
        "LongTerm" => "长期坚持",
        _ => type,
    };

    public static string Duty(string duty) => duty switch
    {
        "SelfEvaluation" => "自评报告",
        "RectificationPlan" => "整改方案",
        "FirstReport" => "整改情况报告",
        "ItemReport" => "问题整改报告",
        "OrderAnswer" => "督办单反馈",
        _ => duty,
    };

    public static string LadderAct(string act) => act switch
    {
        "Remind" => "到期提醒",
        "NotifyOverdue" => "逾期告知",
        "ListOverdue" => "列入逾期清单",
        "OpenFirstOrder" => "首次督办",
        "OpenSecondOrder" => "二次督办",
        "ProposeInterview" => "提出约谈",
        _ => act,
    };

    public static string LadderOutcome(string? outcome) => outcome switch
    {
        "Sent" => "已发出",
        "OrderOpened" => "已开督办单",
        "JoinedOrder" => "并入已有督办单",
        "Listed" => "已列入",
        "InterviewProposed" => "已提出约谈",
        "Skipped" => "无须执行",
        _ => outcome ?? "",
    };

    public static string OrderLevel(string level) => level == "Second" ? "二次督办" : "首次督办";

    public static string OrderTrigger(string trigger) => trigger switch
    {
        "NoFirstReport" => "未报整改情况",
        "NothingReceived" => "逾期未报",
        "NotRectified" => "整改不到位",
        "PartialAfterDue" => "逾期仅部分整改",
        "Critical" => "重大问题",
        "OrderMissed" => "首次督办逾期未办",
        _ => trigger,
    };

    public static string Of(OrderFate fate) => fate switch
    {
        OrderFate.OnTime => "按期",
        OrderFate.Late => "逾期或未办到位",
        OrderFate.Withdrawn => "撤回",
        _ => "在办",
    };

    public static string Of(ReceiptKind kind) => kind switch
    {
        ReceiptKind.Signed => "通过办理链接签收",
        ReceiptKind.Submission => "以报送整改情况视同签收",
        ReceiptKind.Paper => "在纸质回执上签收",
        _ => "送达后未按时签收，视为签收",
    };

    /// <summary>What an order ended with; its reason, where it has one of its own, is what somebody wrote.</summary>
    public static string OrderEnd(string? reason) =>
        reason == "ResolvedUnderOrder" ? "所列督办事项已全部解决" : reason ?? "";

    public static string OrderItemOutcome(string? outcome) => outcome switch
    {
        "ResolvedUnderOrder" => "督办后解决",
        "Escalated" => "升级",
        "Removed" => "移出",
        _ => "办理中",
    };

    public static string Of(FileKind kind) => kind switch
    {
        FileKind.SelfEvaluationReport => "自评报告",
        FileKind.VisitRecord => "实地督导记录",
        FileKind.Defence => "申辩",
        FileKind.RectificationPlan => "整改方案",
        FileKind.RectificationReport => "整改情况报告",
        FileKind.Verification => "核查",
        FileKind.TrackingReport => "跟踪月报",
        FileKind.InterviewRecord => "约谈记录",
        FileKind.CommitmentReport => "承诺落实报告",
        _ => "纸质签收回执",
    };

    public static string Of(ReceivedDocument document) => document switch
    {
        ReceivedDocument.Notice => "督导通知",
        ReceivedDocument.Letter => "督导意见书",
        _ => "督办单",
    };

    public static string ExtensionState(string state) => state switch
    {
        "Granted" => "已同意",
        "Refused" => "未同意",
        _ => "等待决定",
    };

    public static string UnitCategory(string category) => category switch
    {
        "Organ" => "督导机构",
        "Superior" => "上级机构",
        "Research" => "教研机构",
        "ThirdParty" => "第三方",
        "Department" => "部门",
        "Township" => "乡镇（街道）",
        "School" => "学校",
        _ => category,
    };

    /// <summary>An entry of a case as a sentence.</summary>
    public static string Sentence(CaseEntry entry) => entry.What switch
    {
        "answer" => $"办理“{entry.Act}”",
        "document" => $"印发{entry.Act}",
        "reply" => $"来信“{entry.Act}”",
        "step" => $"{LadderAct(entry.Act)}（{Duty(entry.Before ?? "")}）：{LadderOutcome(entry.After)}",
        _ => $"{Subject(entry.SubjectKind)}{Trigger(entry.SubjectKind, entry.Act)}" +
            (entry.After is { } after && after != entry.Before ? $"，状态为“{State(entry.SubjectKind, after)}”" : ""),
    };

    /// <summary>What the training clock brought, as a sentence without its unit.</summary>
    public static string Sentence(Happening one) => one.What switch
    {
        "task" => $"新任务“{one.Text}”",
        "lapse" => $"任务“{one.Text}”到期未办，按规定继续",
        "mail" => $"邮件 {one.Kind}“{one.Text}”发给",
        _ => $"{LadderAct(one.Text)}（{Duty(one.Kind)}）",
    };

    private static string Subject(string kind) => kind switch
    {
        "ProblemItem" => "问题：",
        "SupervisoryOrder" => "督办单：",
        "Interview" => "约谈：",
        "InspectionCampaign" => "督导活动：",
        _ => "",
    };

    private static string Trigger(string kind, string act) => kind switch
    {
        "ProblemItem" when Enum.TryParse<ItemTrigger>(act, out var trigger) => ItemMoves.Label(trigger),
        "SupervisoryOrder" when Enum.TryParse<OrderTrigger>(act, out var trigger) => OrderMoves.Label(trigger),
        "UnitInspection" when Enum.TryParse<UnitInspectionTrigger>(act, out var trigger) =>
            UnitInspectionMoves.Label(trigger),
        "InspectionCampaign" when Enum.TryParse<CampaignTrigger>(act, out var trigger) => CampaignMoves.Label(trigger),
        "Interview" when Enum.TryParse<InterviewTrigger>(act, out var trigger) => InterviewMoves.Label(trigger),
        "TrackingReport" when Enum.TryParse<TrackingTrigger>(act, out var trigger) => TrackingMoves.Label(trigger),
        _ => Act(act),
    };

    /// <summary>What moves nothing by itself.</summary>
    private static string Act(string act) => act switch
    {
        "StartCampaign" => "发起",
        "DraftOrder" => "拟制",
        "ProposeInterview" => "提出",
        "PhoneUnit" => "电话告知单位",
        "RequestExtension" => "申请延期",
        "GrantExtension" => "同意延期",
        "RefuseExtension" => "不同意延期",
        "ChangeCalendar" => "改用新的工作日历",
        "MoveDate" => "期限顺延",
        "OpenTracking" => "请报送跟踪月报",
        "CorrectReceipt" => "按纸质回执更正签收日期",
        _ => act,
    };

    private static string State(string kind, string state) => kind switch
    {
        "ProblemItem" when Enum.TryParse<ItemState>(state, out var known) => ItemMoves.Label(known),
        "SupervisoryOrder" when Enum.TryParse<OrderState>(state, out var known) => OrderMoves.Label(known),
        "UnitInspection" when Enum.TryParse<UnitInspectionState>(state, out var known) =>
            UnitInspectionMoves.Label(known),
        "InspectionCampaign" when Enum.TryParse<CampaignState>(state, out var known) => CampaignMoves.Label(known),
        "Interview" when Enum.TryParse<InterviewState>(state, out var known) => InterviewMoves.Label(known),
        "TrackingReport" when Enum.TryParse<TrackingState>(state, out var known) => TrackingMoves.Label(known),
        _ => state,
    };
}
