using Orchestrator.Engine;
using static Orchestrator.Supervision.ProblemItems.ItemState;
using static Orchestrator.Supervision.ProblemItems.ItemTrigger;

namespace Orchestrator.Supervision.ProblemItems;

public enum ItemState
{
    Open, PlanSubmitted, InRectification, ReportSubmitted, DeptReviewed, UnderVerification, Returned, Verified,
    ClosurePublicity, Closed, PartiallyRectified, LongTerm, NotRectified, Reopened, Coordinating, Dropped, Transferred,
}

public enum ItemTrigger
{
    ReceiveImmediateItem, FilePlan, ReturnPlan, ApprovePlan, PlanReviewLapsed, FileReport, DepartmentAgreed,
    DepartmentReviewLapsed, NoDepartmentToAsk, DepartmentDisagreed, BeginVerification, FoundRectified, FoundPartial,
    FoundLongTermOnTrack, FoundIncomplete, FoundIncompleteTooOften, FoundNotRectified, FoundFalse, FoundNotOwn,
    BeginPublicity, UpholdObjection, Close, SolvedByOtherUnit, ChangeResponsibleUnit, ConfirmRebound, Drop, Transfer,
}

/// <summary>The moves of a problem item (§7). What is not in the table is refused (SU012).</summary>
public static class ItemMoves
{
    /// <summary>Null where there is no such move.</summary>
    public static ItemState? Next(ItemState state, ItemTrigger trigger) => (state, trigger) switch
    {
        (Open, ReceiveImmediateItem) => InRectification,
        (Open, FilePlan) => PlanSubmitted,
        (PlanSubmitted, ReturnPlan) => Open,
        (PlanSubmitted, ApprovePlan or PlanReviewLapsed) => InRectification,
        (Open or PlanSubmitted or InRectification or Returned or NotRectified or Reopened or LongTerm, FileReport) =>
            ReportSubmitted,
        (ReportSubmitted, DepartmentAgreed or DepartmentReviewLapsed or NoDepartmentToAsk) => DeptReviewed,
        (ReportSubmitted, DepartmentDisagreed) => Returned,
        (DeptReviewed, BeginVerification) => UnderVerification,
        (UnderVerification, FoundRectified) => Verified,
        (UnderVerification, FoundPartial) => PartiallyRectified,
        (UnderVerification, FoundLongTermOnTrack) => LongTerm,
        (UnderVerification, FoundIncomplete) => Returned,
        (UnderVerification, FoundIncompleteTooOften or FoundNotRectified or FoundFalse) => NotRectified,
        (UnderVerification, FoundNotOwn) => Coordinating,
        (Verified, BeginPublicity) => ClosurePublicity,
        (ClosurePublicity, UpholdObjection) => InRectification,
        (Verified or ClosurePublicity or PartiallyRectified, Close) => Closed,
        (Coordinating, SolvedByOtherUnit) => UnderVerification,
        (Coordinating, ChangeResponsibleUnit) => Open,
        (Closed, ConfirmRebound) => Reopened,
        (not (Closed or Dropped or Transferred), Drop) => Dropped,
        (not (Closed or Dropped or Transferred), Transfer) => Transferred,
        _ => null,
    };

    /// <summary>True when nothing more is expected of anybody.</summary>
    public static bool IsTerminal(ItemState state) => state is Closed or Dropped or Transferred;

    /// <summary>True while a report is looked at, or another unit is asked: the unit is not escalated (§8).</summary>
    public static bool PausesLadder(ItemState state) =>
        state is ReportSubmitted or DeptReviewed or UnderVerification or Coordinating;

    /// <summary>True from the verification on: all ladder steps stop at once (§8).</summary>
    public static bool EndsLadder(ItemState state) =>
        IsTerminal(state) || state is Verified or ClosurePublicity or PartiallyRectified;

    /// <summary>True while the unit owes a report: only then is an item late once its date is over (§8).</summary>
    public static bool IsOwed(ItemState state) => !PausesLadder(state) && !EndsLadder(state);

    public static Problem Refusal(ItemState state, ItemTrigger trigger) => new(
        "SU012", "state", $"该问题现在是“{Label(state)}”，不能{Label(trigger)}；请刷新页面，查看最新状态。");

    public static string Label(ItemState state) => state switch
    {
        Open => "待整改",
        PlanSubmitted => "整改方案已报",
        InRectification => "整改中",
        ReportSubmitted => "已报整改",
        DeptReviewed => "已初审",
        UnderVerification => "核查中",
        Returned => "退回补正",
        Verified => "核查通过",
        ClosurePublicity => "公示中",
        Closed => "已销号",
        PartiallyRectified => "部分整改",
        LongTerm => "长期整改",
        NotRectified => "整改不到位",
        Coordinating => "待协调",
        Reopened => "反弹重开",
        Dropped => "撤销",
        _ => "已移交",
    };

    public static string Label(ItemTrigger trigger) => trigger switch
    {
        ReceiveImmediateItem => "开始立行立改",
        FilePlan => "报送整改方案",
        ReturnPlan => "退回整改方案",
        ApprovePlan or PlanReviewLapsed => "同意整改方案",
        FileReport => "报送整改报告",
        DepartmentAgreed or DepartmentReviewLapsed or NoDepartmentToAsk => "通过主管部门初审",
        DepartmentDisagreed => "由主管部门退回",
        BeginVerification => "开始核查",
        FoundRectified or FoundPartial or FoundLongTermOnTrack or FoundIncomplete or FoundIncompleteTooOften
            or FoundNotRectified or FoundFalse or FoundNotOwn => "作出核查结论",
        BeginPublicity => "公示",
        UpholdObjection => "采纳公示异议",
        Close => "销号",
        SolvedByOtherUnit => "按协调结果核查",
        ChangeResponsibleUnit => "变更责任单位",
        ConfirmRebound => "认定反弹",
        Drop => "撤销",
        _ => "移交",
    };
}
