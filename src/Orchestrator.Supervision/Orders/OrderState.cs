using Orchestrator.Engine;
using static Orchestrator.Supervision.Orders.OrderState;
using static Orchestrator.Supervision.Orders.OrderTrigger;

namespace Orchestrator.Supervision.Orders;

public enum OrderLevel { First, Second }

public enum OrderState
{
    Draft, PendingSign, Issued, Acknowledged, Answered, Verified, Closed, Voided, Withdrawn, Escalated,
}

public enum OrderTrigger
{
    AskForSignature, Issue, VoidDraft, Acknowledge, Answer, ReturnAnswer, VerifyAll, Close, Escalate, Withdraw,
}

/// <summary>The moves of a supervisory order (§8). What is not in the table is refused (SU013).</summary>
public static class OrderMoves
{
    /// <summary>Null where there is no such move.</summary>
    public static OrderState? Next(OrderState state, OrderTrigger trigger) => (state, trigger) switch
    {
        (Draft, AskForSignature) => PendingSign,
        (Draft or PendingSign, Issue) => Issued,
        (Draft or PendingSign, VoidDraft) => Voided,
        (Issued, Acknowledge) => Acknowledged,
        (Acknowledged, Answer) => Answered,
        (Answered, ReturnAnswer) => Acknowledged,
        (Issued or Acknowledged or Answered, VerifyAll) => Verified,
        (Verified, Close) => Closed,
        (Issued or Acknowledged or Answered, Escalate) => Escalated,
        (Issued or Acknowledged or Answered, Withdraw) => Withdrawn,
        _ => null,
    };

    public static bool IsRunning(OrderState state) => state is Issued or Acknowledged or Answered;

    public static Problem Refusal(OrderState state, OrderTrigger trigger) => new(
        "SU013", "state", $"督办单现在是“{Label(state)}”，不能{Label(trigger)}；请刷新页面，查看最新状态。");

    public static string Label(OrderState state) => state switch
    {
        Draft => "拟稿",
        PendingSign => "待签发",
        Issued => "已签发",
        Acknowledged => "已签收",
        Answered => "已反馈",
        Verified => "核查通过",
        Closed => "已办结",
        Voided => "作废",
        Withdrawn => "已撤回",
        _ => "已升级",
    };

    public static string Label(OrderTrigger trigger) => trigger switch
    {
        AskForSignature => "送签",
        Issue => "签发",
        VoidDraft => "作废",
        Acknowledge => "签收",
        Answer => "反馈",
        ReturnAnswer => "退回反馈",
        VerifyAll => "核查通过",
        Close => "办结",
        Escalate => "升级",
        _ => "撤回",
    };
}
