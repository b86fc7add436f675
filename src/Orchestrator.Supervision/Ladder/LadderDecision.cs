using System.Diagnostics;

namespace Orchestrator.Supervision.Ladder;

public enum ObligationState { Running, Paused, Fulfilled, Voided }

/// <summary>What is asked once more when a step's moment has come.</summary>
public sealed record StepFacts
{
    public required ObligationState State { get; init; }

    /// <summary>The step as the plan has it now, or null when the plan has it no longer.</summary>
    public required LadderStep? Step { get; init; }

    /// <summary>The business clock, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>True when an order that is prepared or runs urges already what the step is about.</summary>
    public required bool IsListedInOrder { get; init; }

    /// <summary>Items that the order would have to list.</summary>
    public required int OpenItems { get; init; }
}

/// <summary>What a ladder does at a moment. It asks again before it acts, so a reply meanwhile counts.</summary>
public abstract record LadderDecision
{
    private LadderDecision() { }

    /// <summary>Nothing happens and nobody hears of it.</summary>
    public sealed record Skip(string Because) : LadderDecision;

    /// <summary>A mail leaves (L0, L1).</summary>
    public sealed record Send(LadderStep Step) : LadderDecision;

    /// <summary>The duty goes on the list of the department and the director.</summary>
    public sealed record List(LadderStep Step) : LadderDecision;

    /// <summary>An order is opened, or an unsigned one takes the items in.</summary>
    public sealed record OpenOrder(LadderStep Step) : LadderDecision;

    /// <summary>An interview is proposed to the director (L4).</summary>
    public sealed record ProposeInterview(LadderStep Step) : LadderDecision;

    /// <summary>Another ladder of the same unit has already listed this one's items.</summary>
    public sealed record AlreadyListed(LadderStep Step) : LadderDecision;

    public static LadderDecision Of(StepFacts facts) => facts switch
    {
        { State: ObligationState.Fulfilled or ObligationState.Voided } => new Skip("已履行，不再升级"),
        { State: ObligationState.Paused } => new Skip("报告审核中，暂停升级"),
        { Step: null } => new Skip("该步骤已执行或已取消"),
        { Step: { } step } when step.Moment > facts.Now => new Skip("日期已顺延，尚未到期"),
        { Step.Level: EscalationLevel.Reminder } => new Send(facts.Step),
        { Step.Key.Act: LadderAct.NotifyOverdue } => new Send(facts.Step),
        { Step.Key.Act: LadderAct.ListOverdue } => new List(facts.Step),
        { IsListedInOrder: true } => new AlreadyListed(facts.Step),
        { OpenItems: 0 } => new Skip("没有待督办的问题"),
        { Step.Key.Act: LadderAct.OpenFirstOrder or LadderAct.OpenSecondOrder } => new OpenOrder(facts.Step),
        { Step.Key.Act: LadderAct.ProposeInterview } => new ProposeInterview(facts.Step),
        _ => throw new UnreachableException($"no decision for {facts.Step.Key.Act}"),
    };
}
